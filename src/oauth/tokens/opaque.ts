/**
 * Access tokens for nobody but /userinfo: a JWE (RFC 7516, `dir`, `A256GCM`) that only this appliance can read. They cost no row and no signature.
 * They end by expiry, by the loss of their key, or with the person: /userinfo looks the person up each time.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { TokenRefused, tokenKeyRing, type TokenClaims } from '#resources/keys/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

const text = (bytes: Buffer) => bytes.toString('base64url')

export async function sealOpaque(ctx: TenantContext, claims: Record<string, unknown>): Promise<string> {
  const { kid, key } = (await tokenKeyRing(ctx)).current
  const header = text(Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', iss: ctx.issuer, kid })))
  const nonce = ctx.random.bytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(header, 'ascii'))
  const body = Buffer.concat([cipher.update(JSON.stringify(claims), 'utf8'), cipher.final()])
  return `${header}..${text(nonce)}.${text(body)}.${text(cipher.getAuthTag())}`
}

/** The claims inside, or a `TokenRefused`. */
export async function openOpaque(ctx: TenantContext, token: string): Promise<TokenClaims> {
  const [header, key, nonce, body, tag, ...more] = token.length > 8192 ? [] : token.split('.')
  if (!header || key !== '' || !nonce || !body || !tag || more.length > 0) throw new TokenRefused('malformed')
  const claims = await decrypted(ctx, { header, nonce, body, tag })
  if (!ctx.origins.some((origin) => claims.iss === `${origin}/`)) throw new TokenRefused('issuer')
  if (claims.exp <= ctx.clock.seconds()) throw new TokenRefused('expired')
  return claims
}

async function decrypted(ctx: TenantContext, part: { header: string; nonce: string; body: string; tag: string }): Promise<TokenClaims> {
  const keys = (await tokenKeyRing(ctx)).opening
  try {
    const { alg, enc, kid } = JSON.parse(Buffer.from(part.header, 'base64url').toString('utf8')) as Record<string, unknown>
    const key = keys.get(String(kid))
    const nonce = Buffer.from(part.nonce, 'base64url')
    const tag = Buffer.from(part.tag, 'base64url')
    // A shortened tag would be easier to forge; Node would accept it (NIST SP 800-38D appendix C).
    if (!key || alg !== 'dir' || enc !== 'A256GCM' || nonce.length !== 12 || tag.length !== 16) throw new TokenRefused('signature')
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(Buffer.from(part.header, 'ascii'))
    decipher.setAuthTag(tag)
    return JSON.parse(Buffer.concat([decipher.update(Buffer.from(part.body, 'base64url')), decipher.final()]).toString('utf8')) as TokenClaims
  } catch {
    throw new TokenRefused('signature')
  }
}
