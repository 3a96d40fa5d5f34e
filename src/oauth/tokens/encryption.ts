/** Access tokens that only their API can read: the signed token inside a JWE (RFC 7519 section 5.2, RFC 7516 section 3.1), where the API has given a key. */
import { constants, createCipheriv, createPublicKey, publicEncrypt } from 'node:crypto'
import type { ResourceServer } from '#resources/resource-servers/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

export type Encryption = NonNullable<ResourceServer['token_encryption']>

/** RFC 7518 section 4.3 and the registry entries of RSA-OAEP-384 and -512. */
const hashes = { 'RSA-OAEP-256': 'sha256', 'RSA-OAEP-384': 'sha384', 'RSA-OAEP-512': 'sha512' } as const

const text = (bytes: Buffer) => bytes.toString('base64url')

export function encrypted(ctx: Pick<TenantContext, 'random'>, jwt: string, { encryption_key: { alg, kid, pem } }: Encryption): string {
  const header = text(Buffer.from(JSON.stringify({ alg, enc: 'A256GCM', typ: 'JWT', cty: 'JWT', ...(kid !== undefined && { kid }) })))
  const [contentKey, nonce] = [ctx.random.bytes(32), ctx.random.bytes(12)]
  const wrapped = publicEncrypt({ key: createPublicKey(pem), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashes[alg] }, contentKey)
  const cipher = createCipheriv('aes-256-gcm', contentKey, nonce)
  cipher.setAAD(Buffer.from(header, 'ascii'))
  const body = Buffer.concat([cipher.update(jwt, 'utf8'), cipher.final()])
  return [header, text(wrapped), text(nonce), text(body), text(cipher.getAuthTag())].join('.')
}
