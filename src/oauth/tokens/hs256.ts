/** HS256 (RFC 7518 section 3.2), for applications and APIs that chose a shared secret. No `kid`: there is one secret. */
import { createHmac } from 'node:crypto'

export function signWithSecret(secret: string | Buffer, header: { typ?: string }, claims: Record<string, unknown>): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: header.typ ?? 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
