import { endpoint, type HttpReply } from '#kernel/exchange.ts'
import type { Resumed } from '#login/index.ts'
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
]

/** Back from the login pages: the request is considered anew from its parameters. */
export const resumeAuthorization = (ctx: TenantContext, resumed: Resumed): Promise<HttpReply> => authorize(ctx, 'resume', fromStored(resumed.protocol), resumed)
