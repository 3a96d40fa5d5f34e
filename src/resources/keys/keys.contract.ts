/** Operations on the keys that sign tokens. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Timestamp, Type } from '#kernel/schema.ts'

export const KeyNotFound = problem(404, undefined, 'Signing key not found.')
export const KeyInUse = problem(400, 'operation_not_supported', 'Only a key that was used before can be revoked: rotate first, then revoke.')

const { Optional } = Type
const cert = Type.String({ description: 'PEM' })

export const SigningKeyShown = Type.Object({
  kid: Type.String(),
  cert,
  pkcs7: Optional(Type.String({ description: 'the same certificate in a PKCS #7 envelope, PEM' })),
  current: Optional(Type.Boolean({ description: 'signs now' })),
  next: Optional(Type.Boolean({ description: 'published; signs after the next rotation' })),
  previous: Optional(Type.Boolean({ description: 'signs no more, still verifies' })),
  current_since: Optional(Timestamp()),
  current_until: Optional(Timestamp()),
  fingerprint: Type.String({ description: 'SHA-1 of the certificate' }),
  thumbprint: Type.String(),
  revoked: Optional(Type.Boolean()),
  revoked_at: Optional(Timestamp()),
})

const Named = Type.Object({ cert, kid: Type.String() })

export const signingKeysContract = resource({
  name: 'signingKeys',
  about: 'The keys that sign tokens: current, next, previous and revoked.',
  operations: {
    list: { http: 'GET /keys/signing', summary: 'List the signing keys', scope: 'read:signing_keys', returns: Type.Array(SigningKeyShown) },
    get: { http: 'GET /keys/signing/:kid', summary: 'Show a signing key', scope: 'read:signing_keys', returns: SigningKeyShown, throws: [KeyNotFound] },
    rotate: {
      http: 'POST /keys/signing/rotate',
      summary: 'Rotate the signing keys: the next key signs from now on; the answer names the key that comes after it',
      scope: ['create:signing_keys', 'update:signing_keys'],
      returns: Named,
    },
    revoke: {
      http: 'PUT /keys/signing/:kid/revoke',
      summary: 'Revoke a former signing key: what it signed is honoured no more',
      scope: 'update:signing_keys',
      returns: Named,
      throws: [KeyNotFound, KeyInUse],
    },
  },
})
