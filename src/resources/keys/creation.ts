import type { JWK } from 'jose'
import type { ProcessContext } from '#platform/context/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { ways, type SigningAlgorithm } from './algorithms.ts'
import { insertSigningKey, insertTokenKey, tenantName, type KeyState, type NewSigningKey } from './keys.store.ts'
import { selfSigned } from './self-signed.ts'

export type KeyMakingContext = Pick<ProcessContext, 'random' | 'secrets' | 'clock'>

/** RSA of 2048 bits or P-256 (RFC 7518 sections 3.3 to 3.5), made off the event loop, its private half sealed. Nothing is stored. */
export async function makeSigningKey(context: KeyMakingContext, state: KeyState, commonName: string, algorithm: SigningAlgorithm = 'RS256'): Promise<NewSigningKey> {
  const { publicKey, privateKey } = await ways[algorithm].make()
  const now = context.clock.now()
  const certificate = await selfSigned({ commonName, publicKey, privateKey, serial: context.random.bytes(16), from: now })
  const kid = context.random.token(16)
  return {
    kid,
    state,
    algorithm,
    private_sealed: context.secrets.seal(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    public_jwk: { ...publicKey.export({ format: 'jwk' }), use: 'sig', kid, x5t: certificate.x5t, x5c: [certificate.x5c], alg: algorithm } as JWK,
    certificate: certificate.pem,
    fingerprint: certificate.fingerprint,
    thumbprint: certificate.x5t,
    created_at: now,
    current_since: state === 'current' ? now : null,
  }
}

export async function createSigningKey(context: KeyMakingContext, db: Database, tenantId: number, state: KeyState, commonName: string): Promise<void> {
  await insertSigningKey(db, tenantId, await makeSigningKey(context, state, commonName))
}

/**
 * What a new tenant signs and encrypts with: a current and a next signing key (published at once, so that a rotation
 * surprises no cache), and the key of its opaque access tokens.
 */
export async function createTenantKeys(context: KeyMakingContext, db: Database, tenantId: number): Promise<void> {
  const commonName = await tenantName(db, tenantId)
  await createSigningKey(context, db, tenantId, 'current', commonName)
  await createSigningKey(context, db, tenantId, 'next', commonName)
  await insertTokenKey(db, tenantId, {
    kid: context.random.token(9),
    state: 'current',
    key_sealed: context.secrets.seal(context.random.token(32)),
    created_at: context.clock.now(),
  })
}
