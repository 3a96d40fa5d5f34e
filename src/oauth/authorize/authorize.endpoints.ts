import { endpoint } from '#kernel/exchange.ts'
import { resumeLogin } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { authorize } from './authorize.ts'
import { fromRequest, fromStored } from './parameters.ts'

export const authorizeEndpoints = [
  endpoint<TenantContext>({
    name: 'oauth.authorize',
    http: 'GET /authorize',
    about: 'Asks a person to sign in to an application, RFC 6749 section 3.1.',
    authority: 'tenant',
    handle: (request, ctx) => authorize(ctx, 'authorize', fromRequest(request)),
  }),
  endpoint<TenantContext>({
    name: 'oauth.authorizeForm',
    http: 'POST /authorize',
    about: 'The same by form, OpenID Connect Core section 3.1.2.1.',
    authority: 'tenant',
    handle: (request, ctx) => authorize(ctx, 'authorize', fromRequest(request)),
  }),
  endpoint<TenantContext>({
    name: 'oauth.resume',
    http: 'GET /authorize/resume',
    about: 'Where the login pages send people back to.',
    authority: 'tenant',
    async handle(_request, ctx) {
      const resumed = await resumeLogin(ctx)
      return 'status' in resumed ? resumed : authorize(ctx, 'resume', fromStored(resumed.protocol), resumed)
    },
  }),
]
