/** What every request to be decided elsewhere begins with: who asks, by which grant, for which API; and how a refusal is said and recorded. */
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { authenticateClient, type CallingClient } from '../client-authentication/index.ts'
import { readParameters, type Parameters } from '../parameters/index.ts'
import { findAudience, namedAudience, refusesPeople, type Audience } from '../policy/index.ts'

const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', pragma: 'no-cache' }

/** The handler around `begin`, which gives the body of the answer. @param failure the log's event for a refusal. */
export const answering =
  (failure: string, begin: (ctx: TenantContext, request: HttpRequest, parameters: Parameters) => Promise<Record<string, unknown>>) =>
  async (request: HttpRequest, ctx: TenantContext): Promise<HttpReply> => {
    const parameters = readParameters(request)
    try {
      return { status: 200, headers, body: JSON.stringify(await begin(ctx, request, parameters)) }
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      await record(ctx, { type: failure, description: error.description, client_id: parameters.get('client_id'), details: { error: error.error, reason: error.options.detail } })
      return { status: error.status, headers: { ...headers, ...error.options.headers }, body: JSON.stringify({ error: error.error, error_description: error.description }) }
    }
  }

/** @throws OAuthError unless the application is who it says and may use the grant. */
export async function callerFor(ctx: TenantContext, request: HttpRequest, parameters: Parameters, { grant, confidential }: { grant: string; confidential: boolean }): Promise<CallingClient> {
  const caller = await authenticateClient(ctx, request, parameters)
  if (confidential && !caller.authenticated) throw new OAuthError(401, 'invalid_client', 'Client authentication failed', { detail: 'a public application' })
  if (!caller.client.grant_types?.includes(grant)) throw new OAuthError(403, 'unauthorized_client', `Grant type '${grant}' not allowed for the client.`)
  return caller
}

/** undefined: only /userinfo. @throws OAuthError when there is no such API, or it takes no tokens of people from this application. */
export async function apiFor(ctx: TenantContext, client: Client, parameters: Parameters): Promise<Audience | undefined> {
  const named = namedAudience(ctx, parameters.get)
  const audience = await findAudience(ctx, named)
  if (audience === 'unknown') throw new OAuthError(403, 'access_denied', `Service not found: ${named}`)
  const api = audience === 'none' ? undefined : audience
  const refusal = await refusesPeople(ctx, client, api)
  if (refusal !== undefined) throw new OAuthError(403, 'access_denied', refusal)
  return api
}
