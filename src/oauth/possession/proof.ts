/** DPoP proofs (RFC 9449 section 4.3): signed by the key they carry, for this very request, a moment ago, once. */
import { createHash, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { OAuthError } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { algorithmsFor } from '../client-authentication/index.ts'
import { asymmetricAlgorithms, readJws, verifiesWithKey, type Jws } from '../jws/index.ts'
import { useOnce } from '../once/index.ts'
import { dpopNonce, isNonce } from './nonce.ts'

export const dpopAlgorithms = asymmetricAlgorithms

/** Characters: an RSA key of 8192 bits and its signature fit. */
const longest = 8192
/** Seconds between the making of a proof and its use; clocks differ. */
const window = 60
const longestId = 256

const refused = (sentence: string) => new OAuthError(400, 'invalid_dpop_proof', sentence)

/**
 * The SHA-256 thumbprint (RFC 7638) of the key that the request proves; undefined when it carries no proof.
 * @param options `nonce: 'required'` answers a proof without our nonce with the challenge of section 8; `accessToken` must be the one the proof names; `client`: the application's profile
 * may leave fewer algorithms.
 * @throws OAuthError 400 `invalid_dpop_proof` or `use_dpop_nonce`.
 */
export async function proofIn(ctx: TenantContext, request: HttpRequest, options: { nonce?: 'required'; accessToken?: string; client?: Client } = {}): Promise<string | undefined> {
  const text = request.headers['dpop']
  if (text === undefined) return undefined
  const jws = readJws(text, longest)
  if (!jws) throw refused('The DPoP header must hold one signed JWT.')
  if (jws.header['typ'] !== 'dpop+jwt') throw refused('The DPoP proof must have the type dpop+jwt.')
  const allowed = options.client ? algorithmsFor(options.client, dpopAlgorithms) : dpopAlgorithms
  if (!allowed.some((algorithm) => algorithm === jws.header['alg'])) throw refused(`The DPoP proof must be signed with one of: ${allowed.join(', ')}.`)
  const { key, thumbprint } = keyOf(jws)
  if (!verifiesWithKey(jws, key)) throw refused('The signature of the DPoP proof does not verify.')
  const { htm, htu, iat, jti, nonce } = jws.claims
  if (htm !== request.method) throw refused('The DPoP proof is for another method.')
  if (!isThisAddress(ctx, request, htu)) throw refused('The DPoP proof is for another address.')
  if (typeof jti !== 'string' || jti === '' || jti.length > longestId) throw refused(`The DPoP proof needs a jti of up to ${longestId} characters.`)
  const now = ctx.clock.seconds()
  if (typeof iat !== 'number' || Math.abs(now - iat) > window) throw refused('The DPoP proof is too old or from the future.')
  if (options.accessToken !== undefined && jws.claims['ath'] !== createHash('sha256').update(options.accessToken).digest('base64url')) {
    throw refused('The DPoP proof is for another access token.')
  }
  if (nonce === undefined ? options.nonce === 'required' : typeof nonce !== 'string' || !(await isNonce(ctx, nonce))) {
    throw new OAuthError(400, 'use_dpop_nonce', 'Authorization server requires nonce in DPoP proof', { headers: { 'dpop-nonce': await dpopNonce(ctx) } })
  }
  if (!(await useOnce(ctx, 'dpop-proof', thumbprint, jti, Math.ceil(iat) + window + 1))) throw refused('The DPoP proof was used before.')
  return thumbprint
}

/** The members that make the key (RFC 7638 section 3.2); private or symmetric ones are refused (RFC 9449 section 4.3). */
const members = { EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'] } as const

function keyOf(jws: Jws): { key: KeyObject; thumbprint: string } {
  const jwk = jws.header['jwk'] as Record<string, unknown> | null | undefined
  if (!jwk || typeof jwk !== 'object' || 'd' in jwk || 'k' in jwk || (jwk['kty'] !== 'EC' && jwk['kty'] !== 'RSA')) throw refused('The DPoP proof must carry a public key.')
  const plain = Object.fromEntries(members[jwk['kty']].map((name) => [name, jwk[name]]))
  try {
    const key = createPublicKey({ key: plain as webcrypto.JsonWebKey, format: 'jwk' })
    // What the library understood, not what was sent: two spellings of one key have one thumbprint.
    const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' })
    const canonical = kty === 'EC' ? { crv, kty, x, y } : { e, kty, n }
    return { key, thumbprint: createHash('sha256').update(JSON.stringify(canonical)).digest('base64url') }
  } catch {
    throw refused('The DPoP proof must carry a public key.')
  }
}

/** Query and fragment are ignored (section 4.3); the rest is compared as URLs are. */
function isThisAddress(ctx: TenantContext, request: HttpRequest, htu: unknown): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false
  const { origin, pathname } = new URL(htu)
  return pathname === request.path && (origin === ctx.origin || origin === ctx.addresses.certificateOriginFor(ctx.origin))
}
