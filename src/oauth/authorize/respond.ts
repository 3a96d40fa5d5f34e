/** Granted → the answer: codes and tokens made, and put where the application asked for them. */
import type { HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { formPost, webMessage, type SessionFacts } from '../browser/index.ts'
import { newCode, type NewCode } from '../codes/index.ts'
import { sendsIssuer } from '../discovery/index.ts'
import { joinScope } from '../policy/index.ts'
import { profileOf } from '../profile/index.ts'
import { accessToken, idToken } from '../tokens/index.ts'
import type { Granted, ReturnAddress } from './phases.ts'
import { signedAnswer } from './signed-answer.ts'
import { webOrigin } from './redirect-uri.ts'

const authTimeFor = (request: Granted, { authenticatedAt }: Pick<SessionFacts, 'authenticatedAt'>): number | undefined =>
  request.maxAge === undefined && !request.claims.authTime ? undefined : Math.floor(authenticatedAt.getTime() / 1000)

/** The code that was asked for. Without the session's id where the statement that begins it adds that. */
export function codeFor(ctx: TenantContext, request: Granted, session: Omit<SessionFacts, 'id'> & { id?: string }): { code: string; row: NewCode } | undefined {
  if (!request.responseType.code) return undefined
  const { scopes, permissions } = request.granted
  return newCode(ctx, {
    clientId: request.client.client_id,
    userId: request.user.user_id,
    sessionId: session.id,
    data: {
      redirectUri: request.parameters.get('redirect_uri'),
      challenge: request.challenge,
      audience: request.audience?.identifier,
      scopes,
      permissions,
      nonce: request.nonce,
      authTime: authTimeFor(request, session),
      connection: session.connection,
      amr: session.amr,
      jkt: request.parameters.get('dpop_jkt'),
      ...(request.details.length > 0 && { details: [...request.details] }),
    },
  })
}

/** The parameters of a successful answer. */
export async function answerFor(ctx: TenantContext, request: Granted, session: SessionFacts, code: string | undefined): Promise<Map<string, string>> {
  const { client, user, audience, granted, responseType, nonce } = request
  const { scopes, permissions } = granted
  const authTime = authTimeFor(request, session)
  const answer = new Map<string, string>()
  if (code !== undefined) answer.set('code', code)
  const access = responseType.token ? await accessToken(ctx, { client, subject: user.user_id, audience, scopes, permissions, flow: 'web', sessionId: session.id, details: request.details }) : undefined
  if (access) {
    answer.set('access_token', access.token).set('expires_in', String(access.expiresIn)).set('token_type', 'Bearer').set('scope', joinScope(scopes))
  }
  if (responseType.idToken) {
    const beside = { accessToken: access?.token, code: answer.get('code') }
    answer.set('id_token', await idToken(ctx, { client, user, scopes, nonce, authTime, sessionId: session.id, amr: session.amr, beside }))
  }
  return answer
}

/** Sends an answer, or an error, to the application: `state` as it came, and `iss` so that it cannot be taken for another server's (RFC 9207). */
export async function deliver(ctx: TenantContext, client: Client, to: ReturnAddress, answer: ReadonlyMap<string, string>): Promise<HttpReply> {
  const full = new Map(answer)
  if (to.state !== undefined) full.set('state', to.state)
  if (to.signed) return send(ctx, to, new Map([['response', await signedAnswer(ctx, client, full)]]))
  if (sendsIssuer(ctx) || profileOf(client)) full.set('iss', ctx.issuer)
  return send(ctx, to, full)
}

function send(ctx: TenantContext, to: ReturnAddress, answer: ReadonlyMap<string, string>): HttpReply {
  if (to.mode === 'form_post') return formPost(ctx, to.redirectUri, answer)
  const origin = webOrigin(to.redirectUri)
  if (to.mode === 'web_message' && origin !== undefined) return webMessage(ctx, origin, answer)
  const parameters = new URLSearchParams([...answer]).toString()
  const joint = to.mode === 'fragment' ? '#' : to.redirectUri.includes('?') ? '&' : '?'
  return { status: 302, headers: { location: `${to.redirectUri}${joint}${parameters}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } }
}
