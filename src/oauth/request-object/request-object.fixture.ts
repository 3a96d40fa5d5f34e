import { constants, sign, type KeyObject } from 'node:crypto'
import type { TenantContext } from '#platform/context/index.ts'

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A request object as an application makes it; `claims` replace what would stand there otherwise. */
export function signedRequest(ctx: Pick<TenantContext, 'issuer' | 'clock'>, clientId: string, key: KeyObject, claims: Record<string, unknown>, header: Record<string, unknown> = {}): string {
  const now = ctx.clock.seconds()
  const head = { alg: 'RS256', typ: 'oauth-authz-req+jwt', ...header }
  const signed = `${encode(head)}.${encode({ iss: clientId, client_id: clientId, aud: ctx.issuer, iat: now, nbf: now, exp: now + 300, ...claims })}`
  const padding = head.alg.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, ...padding }).toString('base64url')}`
}
