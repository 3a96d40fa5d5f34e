/** The algorithms that clients may sign with (RFC 7518 section 3.1), and which keys fit them. */
import { constants, type KeyObject, type SignKeyObjectInput } from 'node:crypto'

type Way = { hash: string; kty: 'rsa' | 'ec'; curve?: string; options: Omit<SignKeyObjectInput, 'key'> }

const pkcs1 = (hash: string): Way => ({ hash, kty: 'rsa', options: { padding: constants.RSA_PKCS1_PADDING } })
const pss = (hash: string): Way => ({ hash, kty: 'rsa', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } })
const ecdsa = (hash: string, curve: string): Way => ({ hash, kty: 'ec', curve, options: { dsaEncoding: 'ieee-p1363' } })

export const ways = {
  RS256: pkcs1('sha256'),
  RS384: pkcs1('sha384'),
  PS256: pss('sha256'),
  PS384: pss('sha384'),
  ES256: ecdsa('sha256', 'prime256v1'),
  ES384: ecdsa('sha384', 'secp384r1'),
} satisfies Record<string, Way>

export type AsymmetricAlgorithm = keyof typeof ways
export const asymmetricAlgorithms = Object.keys(ways) as AsymmetricAlgorithm[]

/** Those that the FAPI 2.0 Security Profile leaves (section 5.4.1), of ours. */
export const profileAlgorithms: readonly AsymmetricAlgorithm[] = ['PS256', 'ES256']

export const isAsymmetric = (value: unknown): value is AsymmetricAlgorithm => typeof value === 'string' && Object.hasOwn(ways, value)

/** The key's type, curve and size are the algorithm's; RSA from 2048 bits (RFC 7518 sections 3.3 and 3.5). */
export function fitsAlgorithm(algorithm: AsymmetricAlgorithm, key: KeyObject): boolean {
  const way: Way = ways[algorithm]
  if (key.asymmetricKeyType !== way.kty) return false
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  return way.kty === 'ec' ? namedCurve === way.curve : (modulusLength ?? 0) >= 2048 && (modulusLength ?? 0) <= 8192
}
