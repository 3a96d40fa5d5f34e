import { createHmac, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import { fitsAlgorithm, isAsymmetric, ways } from './algorithms.ts'

export type Jws = {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  signed: string
  signature: Buffer
}

const base64url = /^[A-Za-z0-9_-]+$/

/** undefined: not a compact JWS of JSON objects, longer than `longest` characters, or with a `crit` header that nobody here understands. */
export function readJws(text: string, longest: number): Jws | undefined {
  const parts = text.length > longest ? [] : text.split('.')
  const [head, body, signature] = parts
  if (parts.length !== 3 || !head || !body || !signature || !parts.every((part) => base64url.test(part))) return undefined
  const header = object(head)
  const claims = object(body)
  if (!header || !claims || 'crit' in header) return undefined
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') }
}

/** With a public key. The header's `alg` must be one that the key fits. */
export function verifiesWithKey(jws: Jws, key: KeyObject): boolean {
  const { alg } = jws.header
  if (!isAsymmetric(alg) || !fitsAlgorithm(alg, key)) return false
  return verify(ways[alg].hash, Buffer.from(jws.signed), { key, ...ways[alg].options }, jws.signature)
}

/** With a shared secret, HS256 only. */
export function verifiesWithSecret(jws: Jws, secret: string): boolean {
  if (jws.header['alg'] !== 'HS256') return false
  const expected = createHmac('sha256', secret).update(jws.signed).digest()
  return jws.signature.length === expected.length && timingSafeEqual(jws.signature, expected)
}

function object(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
