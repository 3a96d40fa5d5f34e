import { createPrivateKey, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import type { JWK } from 'jose'
import type { TenantContext } from '#platform/context/index.ts'
import { isSigningAlgorithm, type SigningAlgorithm } from './algorithms.ts'
import { publicKeyNamed, signingKeys, tokenKeys } from './keys.store.ts'

export type SigningKey = { kid: string; algorithm: SigningAlgorithm; privateKey: KeyObject }
export type VerifyingKey = { algorithm: SigningAlgorithm; key: KeyObject }

/** A tenant's keys as imported objects; importing an RSA key costs more than using it, so they are kept until the tenant changes. */
export type KeyRing = {
  /** The RS256 one. */
  current: SigningKey
  /** By algorithm. */
  currents: ReadonlyMap<SigningAlgorithm, SigningKey>
  /** By `kid`: current, next and previous; never a revoked one. */
  verifying: ReadonlyMap<string, VerifyingKey>
  /** The same keys as they are published (RFC 7517). */
  published: JWK[]
}

export type KeyContext = Pick<TenantContext, 'db' | 'tenant' | 'cache' | 'secrets'>

export const keyRing = (ctx: KeyContext): Promise<KeyRing> =>
  ctx.cache.keep(ctx.tenant.id, 'keys.signing', async () => {
    const usable = (await signingKeys(ctx.db, ctx.tenant.id)).filter((key) => key.state !== 'revoked')
    const currents = new Map<SigningAlgorithm, SigningKey>()
    for (const { kid, state, algorithm, private_sealed } of usable) {
      if (state === 'current' && isSigningAlgorithm(algorithm)) currents.set(algorithm, { kid, algorithm, privateKey: createPrivateKey(ctx.secrets.open(private_sealed)) })
    }
    const current = currents.get('RS256')
    if (!current) throw new Error(`Tenant ${ctx.tenant.name} has no current signing key.`)
    return {
      current,
      currents,
      verifying: new Map(usable.map((key) => [key.kid, imported(key.public_jwk)])),
      published: usable.map((key) => key.public_jwk),
    }
  })

/** The algorithm is the key's own, whatever a token says. */
function imported(jwk: JWK): VerifyingKey {
  if (!isSigningAlgorithm(jwk.alg)) throw new Error(`The key ${jwk.kid} is for the unknown algorithm ${jwk.alg}.`)
  return { algorithm: jwk.alg, key: createPublicKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' }) }
}

const kidShape = /^[\w-]{22}$/

/** The key of ours with that `kid`. Of two rotations at once a worker may have heard of neither, so a key unknown here is looked up. */
export async function verifyingKey(ctx: KeyContext, kid: string): Promise<VerifyingKey | undefined> {
  const known = (await keyRing(ctx)).verifying.get(kid)
  if (known || !kidShape.test(kid)) return known
  const jwk = await publicKeyNamed(ctx.db, ctx.tenant.id, kid)
  return jwk && imported(jwk)
}

export const currentSigningKey = async (ctx: KeyContext): Promise<SigningKey> => (await keyRing(ctx)).current

/** What `/.well-known/jwks.json` shows. */
export const publicKeys = async (ctx: KeyContext): Promise<JWK[]> => (await keyRing(ctx)).published

export type TokenKeyRing = { current: { kid: string; key: Buffer }; opening: ReadonlyMap<string, Buffer> }

/** The keys of the tenant's opaque access tokens, 32 bytes each. */
export const tokenKeyRing = (ctx: KeyContext): Promise<TokenKeyRing> =>
  ctx.cache.keep(ctx.tenant.id, 'keys.tokens', async () => {
    const keys = (await tokenKeys(ctx.db, ctx.tenant.id)).map(({ kid, state, key_sealed }) => ({ kid, state, key: Buffer.from(ctx.secrets.open(key_sealed), 'base64url') }))
    const current = keys.find((key) => key.state === 'current')
    if (!current) throw new Error(`Tenant ${ctx.tenant.name} has no key for opaque access tokens.`)
    return { current: { kid: current.kid, key: current.key }, opening: new Map(keys.map(({ kid, key }) => [kid, key])) }
  })
