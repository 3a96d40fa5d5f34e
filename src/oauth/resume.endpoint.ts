/** Where the login pages send people back to: to what they were signing in for. */
import { endpoint } from '#kernel/exchange.ts'
import { resumeLogin } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { resumeAuthorization } from './authorize/index.ts'
import { isApproval, resumeApproval } from './ciba/index.ts'
import { isActivation, resumeActivation } from './device/index.ts'

export const resumeEndpoint = endpoint<TenantContext>({
  name: 'oauth.resume',
  http: 'GET /authorize/resume',
  about: 'Where the login pages send people back to.',
  authority: 'tenant',
  async handle(_request, ctx) {
    const resumed = await resumeLogin(ctx)
    if ('status' in resumed) return resumed
    if (isActivation(resumed.protocol)) return resumeActivation(ctx, resumed, resumed.protocol)
    if (isApproval(resumed.protocol)) return resumeApproval(ctx, resumed, resumed.protocol)
    return resumeAuthorization(ctx, resumed)
  },
})
