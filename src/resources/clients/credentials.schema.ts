/** What applications register to prove themselves with, and how the application refers to it. */
import { Closed, OneOf, Timestamp, Type, type Static } from '#kernel/schema.ts'

const { Optional } = Type
const name = Optional(Type.String({ maxLength: 128 }))
const pem = Type.String({ minLength: 1, maxLength: 16_384, description: 'a public key or certificate in PEM, or a JWK as JSON' })
const alg = OneOf(['RS256', 'RS384', 'PS256'])
const subjectDn = Type.String({ minLength: 1, maxLength: 256 })

const publicKey = {
  name,
  pem,
  alg: Optional(alg),
  parse_expiry_from_cert: Optional(Type.Boolean()),
  expires_at: Optional(Timestamp()),
  kid: Optional(Type.String({ minLength: 10, maxLength: 64, pattern: '^[0-9a-zA-Z_-]{10,64}$' })),
}

const types = ['public_key', 'cert_subject_dn', 'x509_cert'] as const
export type CredentialType = (typeof types)[number]

/** Any kind, as sent to an application that exists; which members belong together is checked when it is read. */
export const CredentialCreate = Closed({ credential_type: OneOf(types), ...publicKey, pem: Optional(pem), subject_dn: Optional(subjectDn) })
export type CredentialSent = Static<typeof CredentialCreate>

export const CredentialShown = Type.Object({
  id: Type.String(),
  name: Type.String(),
  credential_type: OneOf(types),
  kid: Optional(Type.String()),
  alg: Optional(alg),
  subject_dn: Optional(Type.String()),
  thumbprint_sha256: Optional(Type.String()),
  created_at: Timestamp(),
  updated_at: Timestamp(),
  expires_at: Optional(Timestamp()),
})
export type CredentialShown = Static<typeof CredentialShown>

const InlineKey = Closed({ credential_type: OneOf(['public_key']), ...publicKey })
const InlineSubject = Closed({ credential_type: OneOf(['cert_subject_dn']), name, subject_dn: Optional(subjectDn), pem: Optional(pem) })
const InlineCertificate = Closed({ credential_type: OneOf(['x509_cert']), name, pem })

const most = { maxItems: 20 }
const Reference = Closed({ id: Type.String({ minLength: 1, maxLength: 100 }) })
const References = Type.Array(Reference, most)
const one = { minProperties: 1, maxProperties: 1 }

/** By reference, as kept and shown, and as changed. */
export const AuthenticationMethods = Closed({
  private_key_jwt: Optional(Closed({ credentials: References })),
  tls_client_auth: Optional(Closed({ credentials: References })),
  self_signed_tls_client_auth: Optional(Closed({ credentials: References })),
}, one)
export const SignedRequestObject = Closed({ required: Optional(Type.Boolean()), credentials: Optional(References) })

/** With the credentials themselves: an application that is being made has none to refer to. */
export const NewAuthenticationMethods = Closed({
  private_key_jwt: Optional(Closed({ credentials: Type.Array(InlineKey, most) })),
  tls_client_auth: Optional(Closed({ credentials: Type.Array(InlineSubject, most) })),
  self_signed_tls_client_auth: Optional(Closed({ credentials: Type.Array(InlineCertificate, most) })),
}, one)
export const NewSignedRequestObject = Closed({ required: Optional(Type.Boolean()), credentials: Optional(Type.Array(InlineKey, most)) })
