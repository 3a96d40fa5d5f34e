/** GET /v2/logout: ends the session and returns to a registered URL. `federated` is accepted and has nobody to tell yet. */
import { endpoint, single, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { errorPage } from '#login/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { done, endingSession } from './end.ts'
import { isAllowedReturn } from './return-url.ts'

export const v2Logout = endpoint<TenantContext>({
  name: 'oauth.logout',
  http: 'GET /v2/logout',
  about: 'Ends the session in this browser.',
  authority: 'tenant',
  handle: logout,
})

async function logout(request: HttpRequest, ctx: TenantContext): Promise<HttpReply> {
  const clientId = single(request.query['client_id'])
  const client = clientId === undefined ? undefined : await findClient(ctx, clientId)
  const allowed = client ? (client.allowed_logout_urls ?? []) : clientId === undefined ? (tenantSettings(ctx).allowed_logout_urls ?? []) : []
  const asked = single(request.query['returnTo']) || undefined
  if (asked !== undefined && !isAllowedReturn(asked, allowed)) {
    const description = `The "returnTo" querystring parameter "${asked}" is not defined as a valid URL in "Allowed Logout URLs"`
    await record(ctx, { type: 'flo', description, client_id: clientId })
    return errorPage(ctx, { status: 400, title: 'You have not been signed out', sentence: 'The application asked to return to an address that is not registered for it.', error: 'invalid_request', description })
  }
  const returnTo = asked ?? (client ? allowed.find((url) => !url.includes('*')) : undefined)
  return endingSession(ctx, done(returnTo), { clientId, returnTo })
}
