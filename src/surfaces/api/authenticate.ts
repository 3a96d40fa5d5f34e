/**
 * Who calls: a bearer token in the Authorization header (RFC 6750 section 2.1), made by this tenant for this API.
 * Tokens in the query or the body are not looked at: they would end up in logs and histories.
 */
import type { HttpRequest } from '#kernel/exchange.ts'
import { Problem } from '#kernel/problem.ts'
import type { Caller, TenantContext } from '#platform/context/index.ts'

/** Resolves to the claims, or throws an error whose `reason` says what is wrong with the token. */
export type VerifyToken = (ctx: TenantContext, jwt: string) => Promise<Record<string, unknown>>

const messages: Record<string, string> = {
  malformed: 'Invalid token',
  issuer: 'Invalid token',
  signature: 'Invalid signature received for JSON Web Token validation',
  expired: 'Expired token received for JSON Web Token validation',
}

/** @param audiences one of which the token must name. */
export async function authenticate(request: HttpRequest, ctx: TenantContext, verify: VerifyToken, audiences: readonly string[]): Promise<Caller> {
  const token = /^bearer +(\S+) *$/i.exec(request.headers['authorization'] ?? '')?.[1]
  if (token === undefined) throw unauthorized('Missing authentication')
  const claims = await verify(ctx, token).catch((error: unknown) => {
    const reason = (error as { reason?: unknown }).reason
    const message = typeof reason === 'string' && Object.hasOwn(messages, reason) ? messages[reason] : undefined
    throw message === undefined ? error : unauthorized(message)
  })
  // A token bound to a key is not worth anything without the proof, which this API does not take.
  if (claims['cnf'] !== undefined) throw unauthorized('Invalid token')
  requireAudience(claims, audiences)
  const subject = text(claims['sub'])
  const clientId = text(claims['azp']) ?? text(claims['client_id'])
  if (subject === undefined || clientId === undefined) throw unauthorized('Invalid token')
  return {
    clientId,
    userId: claims['gty'] === 'client-credentials' ? undefined : subject,
    subject,
    scopes: new Set(text(claims['scope'])?.split(' ').filter(Boolean) ?? []),
    claims,
  }
}

function requireAudience(claims: Record<string, unknown>, ours: readonly string[]): void {
  const named = [claims['aud']].flat().filter((value) => typeof value === 'string')
  if (!named.some((audience) => ours.includes(audience))) throw unauthorized(`Bad audience: ${named.join(',')}`)
}

function unauthorized(message: string): Problem {
  return new Problem(401, undefined, message, {
    // RFC 6750 section 3: without credentials the challenge carries no error code.
    headers: { 'www-authenticate': message === 'Missing authentication' ? 'Bearer' : 'Bearer error="invalid_token"' },
    extra: { attributes: { error: message } },
  })
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
