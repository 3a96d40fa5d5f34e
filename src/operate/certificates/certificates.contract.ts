/** Operations on the certificate of the appliance's own hosts, and on what its hosts show. */
import { Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, secret, Timestamp, Type, type Static } from '#kernel/schema.ts'

export const CertificateNotFound = problem(404, 'inexistent_certificate', 'The certificate does not exist.')
/** Its message says every fault in a sentence; `faults` has them one by one. */
export const CertificateRefused = problem(400, 'invalid_certificate', 'The certificate cannot be used.')

export const NoAcme = problem(409, 'acme_not_set', 'No ACME server is set: see the setting acme.directory-url.')

const { Optional } = Type

/** Two ways to bring one; the handler wants exactly one of them. */
export const offer = {
  certificate: Optional(Type.String({ maxLength: 200_000, description: 'PEM: the server\'s own first, then each intermediate.' })),
  private_key: Optional(secret(Type.String({ maxLength: 50_000, description: 'PEM, without a password. It may stand in `certificate` instead.' }), [])),
  pfx: Optional(secret(Type.String({ maxLength: 400_000, description: 'PKCS#12, base64.' }), [])),
  password: Optional(secret(Type.String({ maxLength: 1_000, description: 'Of the PFX file.' }), [])),
}
export const Offer = Closed(offer)
export type Offer = Static<typeof Offer>

export const Certificate = Type.Object({
  id: Type.String({ description: '`own`: made by the appliance, or from the tls folder of this node.' }),
  domain: Optional(Type.String({ description: 'The custom domain it is for; absent: the hosts of the appliance.' })),
  origin: OneOf(['uploaded', 'acme', 'own', 'folder'], { description: 'own: signed by the private authority of the node; folder: server.pem of the node.' }),
  subject: Type.String(),
  issuer: Type.String(),
  names: Type.Array(Type.String()),
  not_before: Timestamp(),
  not_after: Timestamp(),
  days_left: Type.Integer(),
  fingerprint: Type.String({ description: 'SHA-256, hexadecimal.' }),
  in_use: Type.Boolean({ description: 'Whether some host shows it.' }),
})
export type Certificate = Static<typeof Certificate>

export const Host = Type.Object({
  host: Type.String(),
  custom_domain: Type.Boolean(),
  certificate: Type.String({ description: 'Id of the certificate that it shows.' }),
  covered: Type.Boolean({ description: 'Whether that certificate carries its name.' }),
})
export type Host = Static<typeof Host>

export const configure = { row: 'configure', risk: 'routine' } as const

export const certificatesContract = resource({
  name: 'certificates',
  about: 'The certificates that the appliance shows.',
  operations: {
    list: { http: 'GET /certificates', summary: 'List certificates', scope: 'read:certificates', returns: Type.Array(Certificate) },
    hosts: { http: 'GET /certificates/hosts', summary: 'List every host name with the certificate it shows', scope: 'read:certificates', returns: Type.Array(Host) },
    check: {
      http: 'POST /certificates/check', summary: 'Judge a certificate for the hosts of the appliance without taking it', scope: 'read:certificates', status: 200,
      row: { none: 'It looks at what is sent and changes nothing.' }, risk: 'routine', body: Offer,
      returns: Type.Object({ fit: Type.Boolean(), faults: Type.Array(Type.String()), remarks: Type.Array(Type.String()), names: Type.Array(Type.String()), not_after: Optional(Timestamp()) }),
    },
    upload: {
      http: 'POST /certificates', summary: 'Show this certificate on the hosts of the appliance, at once and on every node', scope: 'update:certificates', ...configure,
      body: Offer, returns: Certificate, throws: [CertificateRefused],
    },
    order: {
      http: 'POST /certificates/order', summary: 'Order a certificate for the hosts of the appliance from the ACME server now', scope: 'update:certificates', status: 202, ...configure,
      returns: Type.Object({ sentence: Type.String() }), throws: [NoAcme],
    },
    orders: {
      http: 'GET /certificates/order', summary: 'Show how the last order for the hosts of the appliance went', scope: 'read:certificates',
      returns: Type.Object({ tried_at: Nullable(Timestamp()), outcome: Nullable(Type.String()), failures: Type.Integer() }),
    },
    remove: {
      http: 'DELETE /certificates/:id', summary: 'Forget a certificate; its hosts show the next best', scope: 'update:certificates', row: 'configure', risk: 'disruptive',
      returns: Nothing, throws: [CertificateNotFound],
    },
  },
})
