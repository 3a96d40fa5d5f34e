/** Access tokens that only their API can read: the signed token inside a JWE (RFC 7519 section 5.2, RFC 7516), where the API has given a key. */
import { createPublicKey } from 'node:crypto'
import type { ResourceServer } from '#resources/resource-servers/index.ts'

export type Encryption = NonNullable<ResourceServer['token_encryption']>

export async function encrypted(jwt: string, { encryption_key: key }: Encryption): Promise<string> {
  // Few tenants encrypt: the library is loaded when the first of them does.
  const { CompactEncrypt } = await import('jose')
  return new CompactEncrypt(Buffer.from(jwt))
    .setProtectedHeader({ alg: key.alg, enc: 'A256GCM', typ: 'JWT', cty: 'JWT', ...(key.kid !== undefined && { kid: key.kid }) })
    .encrypt(createPublicKey(key.pem))
}
