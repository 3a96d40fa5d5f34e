/** Where the login pages send people back to: to what they were signing in for. */
import { endpoint } from '#kernel/exchange.ts'
import { resumeLogin } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { resumeAuthorization } from './authorize/index.ts'
import { ciba } from './ciba/index.ts'
import { isDeferral, resumeDeferral } from './deferred/index.ts'
import { device } from './device/index.ts'

export const resumeEndpoint = endpoint<TenantContext>({
  name: 'oauth.resume',
  http: 'GET /authorize/resume',
  about: 'Where the login pages send people back to.',
  authority: 'tenant',
  async handle(_request, ctx) {
    const resumed = await resumeLogin(ctx)
    if ('status' in resumed) return resumed
    if (isDeferral(resumed.protocol)) return resumeDeferral(ctx, { device, ciba }, resumed, resumed.protocol)
    return resumeAuthorization(ctx, resumed)
  },
})
