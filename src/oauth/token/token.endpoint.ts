/** POST /oauth/token: the phases that every grant shares, in order (RFC 6749 sections 3.2 and 5). */
import { endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import type { TenantEvent } from '#kernel/event.ts'
import { OAuthError } from '#kernel/problem.ts'
import { record } from '#resources/logs/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { authenticateClient, isPublic, thumbprintOf, type CallingClient } from '../client-authentication/index.ts'
import { dpopNonce, proofIn, type Possession } from '../possession/index.ts'
import { beginFamily } from '../refresh/index.ts'
import { issue, type TokenAnswer } from './issue.ts'
import { may, type Grant, type Proof } from './grant.ts'
import { grants } from './grants.ts'
import { readParameters } from '../parameters/index.ts'

/** Section 5.1; the content type bare, as clients of the real service know it. */
const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' }

export const tokenEndpoint = endpoint<TenantContext>({
  name: 'oauth.token',
  http: 'POST /oauth/token',
  about: 'Exchanges a grant for tokens, RFC 6749.',
  authority: 'tenant',
  takesCertificates: true,
  cors: 'clients',
  async handle(request, ctx) {
    try {
      const answer = await exchange(request, ctx)
      // The nonce for the next proof (RFC 9449 section 8.2).
      const nonce = answer.token_type === 'DPoP' ? { 'dpop-nonce': await dpopNonce(ctx) } : {}
      return { status: 200, headers: { ...headers, ...nonce }, body: JSON.stringify(answer) }
    } catch (error) {
      if (error instanceof OAuthError) return refusal(error)
      throw error
    }
  },
})

async function exchange(request: HttpRequest, ctx: TenantContext): Promise<TokenAnswer> {
  const parameters = readParameters(request)
  const grant = choose(parameters.need('grant_type'))
  let caller: CallingClient | undefined
  try {
    caller = await authenticateClient(ctx, request, parameters)
    if (!may(caller.client, grant)) throw new OAuthError(403, 'unauthorized_client', `Grant type '${grant.type}' not allowed for the client.`)
    const possession = await shown(ctx, request, caller.client)
    const proof = await grant.prove(ctx, { ...caller, parameters, possession })
    const { answer, family } = await issue(ctx, caller.client, proof, possession)
    const event = success(grant, caller, proof, answer)
    await (family ? beginFamily(ctx, family, event) : record(ctx, event))
    return answer
  } catch (error) {
    if (error instanceof OAuthError) await failure(ctx, grant, caller, error, parameters.get('client_id'))
    throw error
  }
}

/** Public clients must use our nonce: nothing else would tie their proof to this moment (RFC 9449 section 11.2). */
const shown = async (ctx: TenantContext, request: HttpRequest, client: Client): Promise<Possession> => ({
  jkt: await proofIn(ctx, request, { client, ...(isPublic(client) ? { nonce: 'required' as const } : {}) }),
  x5t: thumbprintOf(request),
})

function choose(type: string): Grant {
  const grant = grants.get(type)
  if (!grant) throw new OAuthError(400, 'unsupported_grant_type', `Unsupported grant type: ${type.slice(0, 200)}`)
  return grant
}

const success = (grant: Grant, { client }: CallingClient, proof: Proof, answer: TokenAnswer): TenantEvent => ({
  type: (proof.for === 'person' && proof.event) || grant.events.success,
  description: grant.about,
  client_id: client.client_id,
  client_name: client.name,
  audience: proof.audience?.identifier,
  scope: answer.scope,
  ...(proof.for === 'person' && { user_id: proof.user.user_id, user_name: proof.user.email ?? proof.user.name ?? undefined, connection: proof.connection, details: proof.details }),
})

/** Part of the way, not a failure of it: a device asks every few seconds, a first proof has no nonce. */
const patience = new Set(['authorization_pending', 'slow_down', 'use_dpop_nonce'])

const failure = async (ctx: TenantContext, grant: Grant, caller: CallingClient | undefined, error: OAuthError, claimedId: string | undefined): Promise<void> => {
  if (patience.has(error.error)) return
  await record(ctx, {
    type: typeof error.options.extra?.['event'] === 'string' ? error.options.extra['event'] : grant.events.failure,
    description: error.description,
    client_id: caller?.client.client_id ?? claimedId,
    client_name: caller?.client.name,
    details: { error: error.error, reason: error.options.detail },
  })
}

/** Section 5.2. Never a WWW-Authenticate header: client libraries would report that instead of `error`. */
function refusal(error: OAuthError): HttpReply {
  const { event: _event, ...extra } = error.options.extra ?? {}
  return { status: error.status, headers: { ...headers, ...error.options.headers }, body: JSON.stringify({ error: error.error, error_description: error.description, ...extra }) }
}
