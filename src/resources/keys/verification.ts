/**
 * Tokens that this tenant signed itself. Only with a key of ours, chosen by `kid` alone, and by that key's own algorithm: `jku`, `x5u`, `jwk`
 * and any other `alg` are not looked at (RFC 8725 sections 3.1 and 3.5). The audience is for the caller to check.
 */
import { verify } from 'node:crypto'
import type { TenantContext } from '#platform/context/index.ts'
import { ways } from './algorithms.ts'
import { verifyingKey } from './key-ring.ts'

export type TokenClaims = { iss: string; sub: string; exp: number; [claim: string]: unknown }

export type RefusalReason = 'malformed' | 'signature' | 'expired' | 'issuer'

export class TokenRefused extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason) {
    super(`The token was refused: ${reason}.`)
    this.name = 'TokenRefused'
    this.reason = reason
  }
}

export type VerificationContext = Pick<TenantContext, 'db' | 'tenant' | 'cache' | 'secrets' | 'clock' | 'origins'>

/** The longest token that is looked at, in characters. */
const longest = 16_384

/** The token's claims, or a `TokenRefused` with its `reason`. `expired` is only said of a token that is otherwise ours; `allowExpired` skips it. */
export async function verifyOwnToken(ctx: VerificationContext, jwt: string, options: { allowExpired?: boolean } = {}): Promise<TokenClaims> {
  const parts = jwt.length > longest ? [] : jwt.split('.')
  const [head, body, signature] = parts
  if (parts.length !== 3 || !head || !body || !signature) throw new TokenRefused('malformed')
  const header = object(head)
  if (typeof header['kid'] !== 'string' || 'crit' in header) throw new TokenRefused('signature')
  const key = await verifyingKey(ctx, header['kid'])
  if (!key || header['alg'] !== key.algorithm) throw new TokenRefused('signature')
  const way = ways[key.algorithm]
  if (!verify(way.hash, Buffer.from(`${head}.${body}`), { key: key.key, ...way.options }, Buffer.from(signature, 'base64url'))) throw new TokenRefused('signature')
  const claims = object(body)
  if (typeof claims['sub'] !== 'string' || typeof claims['exp'] !== 'number') throw new TokenRefused('malformed')
  if (!ctx.origins.some((origin) => claims['iss'] === `${origin}/`)) throw new TokenRefused('issuer')
  if (!options.allowExpired && claims['exp'] <= ctx.clock.seconds()) throw new TokenRefused('expired')
  return claims as TokenClaims
}

function object(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Falls through: not JSON is as malformed as not an object.
  }
  throw new TokenRefused('malformed')
}
