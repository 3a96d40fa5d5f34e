/** What a tenant can sign with (RFC 7518 section 3.1). Each algorithm has keys of its own: one key, one algorithm (RFC 8725 section 3.1). */
import { constants, generateKeyPair, type KeyObject, type SignKeyObjectInput } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

type Pair = { publicKey: KeyObject; privateKey: KeyObject }
type Way = { hash: 'sha256' | 'sha512'; options: Omit<SignKeyObjectInput, 'key'>; make: () => Promise<Pair> }

const rsa = () => generate('rsa', { modulusLength: 2048, publicExponent: 0x10001 })
const pkcs1 = { padding: constants.RSA_PKCS1_PADDING }

export const ways = {
  RS256: { hash: 'sha256', options: pkcs1, make: rsa },
  RS512: { hash: 'sha512', options: pkcs1, make: rsa },
  PS256: { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, make: rsa },
  ES256: { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' }, make: () => generate('ec', { namedCurve: 'P-256' }) },
} satisfies Record<string, Way>

export type SigningAlgorithm = keyof typeof ways

export const isSigningAlgorithm = (value: unknown): value is SigningAlgorithm => typeof value === 'string' && Object.hasOwn(ways, value)
