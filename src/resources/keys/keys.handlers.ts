import { implement } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { explicit, integer, oid, sequence, set } from './der.ts'
import { KeyNotFound, signingKeysContract } from './keys.contract.ts'
import { signingKeys as signingKeyRows, type SigningKeyRow } from './keys.store.ts'
import { revokeKey, rotateKeys } from './rotation.ts'

export const signingKeys = implement<ApiContext, typeof signingKeysContract>(signingKeysContract, {
  async list(_, ctx) {
    return (await signingKeyRows(ctx.db, ctx.tenant.id)).map(show)
  },

  async get({ params }, ctx) {
    const key = (await signingKeyRows(ctx.db, ctx.tenant.id)).find(({ kid }) => kid === params.kid)
    if (!key) throw KeyNotFound()
    return show(key)
  },

  rotate: async (_, ctx) => named(await rotateKeys(ctx)),

  revoke: async ({ params }, ctx) => named(await revokeKey(ctx, params.kid)),
})

const wire = (pem: string): string => pem.replaceAll(/\r?\n/g, '\r\n').trim()
const named = ({ kid, certificate }: { kid: string; certificate: string }) => ({ cert: wire(certificate), kid })

function show(key: SigningKeyRow) {
  const when = (name: 'current_since' | 'current_until' | 'revoked_at') => key[name] && { [name]: key[name].toISOString() }
  return {
    kid: key.kid,
    cert: wire(key.certificate),
    pkcs7: wire(envelope(key.certificate)),
    ...(key.state === 'revoked' ? {} : { [key.state]: true }),
    ...when('current_since'),
    ...when('current_until'),
    fingerprint: key.fingerprint,
    thumbprint: key.fingerprint.replaceAll(':', ''),
    revoked: key.state === 'revoked',
    ...when('revoked_at'),
  }
}

/** A signed-data message without a signature, which is how PKCS #7 carries mere certificates (RFC 2315 section 9.1). */
function envelope(pem: string): string {
  const certificate = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const data = sequence(oid('1.2.840.113549.1.7.1'))
  const signed = sequence(integer(Buffer.of(1)), set(), data, explicit(0, certificate), set())
  const der = sequence(oid('1.2.840.113549.1.7.2'), explicit(0, signed)).toString('base64')
  return `-----BEGIN PKCS7-----\n${der.match(/.{1,64}/g)!.join('\n')}\n-----END PKCS7-----\n`
}
