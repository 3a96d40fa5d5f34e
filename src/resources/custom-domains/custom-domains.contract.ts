/** Operations on a tenant's custom domains. */
import { listing, Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, Type, type Static } from '#kernel/schema.ts'
import { DomainExists, TooManyDomains } from '#platform/certificates/index.ts'

export const DomainNotFound = problem(404, 'custom_domain_not_found', 'Custom domain not found.')
export const DefaultStays = problem(409, 'default_custom_domain', 'Cannot delete the default custom domain. Please set another domain as default before deleting this one.')
export const AlreadyVerified = problem(400, 'custom_domain_verified', 'Custom domain already verified.')
export const NotReady = problem(409, 'custom_domain_not_ready', 'The custom domain is not ready.')
export const PolicyRefused = problem(400, 'invalid_body', "The 'tls_policy' cannot be set on self_managed domains")
export const HeaderRefused = problem(400, 'invalid_body', "The 'custom_client_ip_header' cannot be set on auth0_managed domains")
export const PartyRefused = problem(400, 'invalid_body', "The 'relying_party_identifier' must be equal to or a registrable domain suffix of the domain.")

const { Optional } = Type
export const kind = OneOf(['auth0_managed_certs', 'self_managed_certs'], { description: 'auth0_managed_certs: the appliance orders the certificate by ACME. self_managed_certs: it is uploaded, or TLS ends before the appliance.' })
const domain = Type.String({ minLength: 3, maxLength: 255, pattern: '^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9])$' })
const policy = OneOf(['recommended'])
const clientIpHeader = Nullable(OneOf(['true-client-ip', 'cf-connecting-ip', 'x-forwarded-for', 'x-azure-clientip', ''], { description: 'Where a trusted proxy before this domain says who its client is.' }))
const metadata = Type.Record(Type.String({ maxLength: 255 }), Nullable(Type.String({ maxLength: 255 })), { maxProperties: 10 })
const party = Type.String({ maxLength: 255, pattern: '^[A-Za-z0-9.-]+$' })

export const CustomDomain = Type.Object({
  custom_domain_id: Type.String(),
  domain: Type.String(),
  primary: Type.Boolean(),
  is_default: Type.Boolean(),
  status: OneOf(['pending_verification', 'ready', 'failed']),
  type: kind,
  origin_domain_name: Optional(Type.String({ description: 'Where a CNAME record of the domain leads.' })),
  verification: Type.Object({
    methods: Type.Array(Type.Object({ name: OneOf(['cname', 'txt']), record: Type.String(), domain: Optional(Type.String()) })),
    status: OneOf(['verified', 'pending', 'failed']),
    error_msg: Optional(Type.String()),
    last_verified_at: Optional(Type.String()),
  }),
  custom_client_ip_header: Optional(Nullable(Type.String())),
  tls_policy: Optional(Type.String()),
  domain_metadata: Optional(Type.Record(Type.String(), Type.Unknown())),
  certificate: Optional(Type.Object({
    status: OneOf(['provisioning', 'provisioning_failed', 'provisioned', 'renewing_failed']),
    error_msg: Optional(Type.String()),
    certificate_authority: Optional(Type.String()),
    renews_before: Optional(Type.String()),
  })),
  relying_party_identifier: Optional(Type.String()),
})
export type CustomDomain = Static<typeof CustomDomain>

const changeable = { tls_policy: Optional(policy), custom_client_ip_header: Optional(clientIpHeader), domain_metadata: Optional(metadata) }
export const DomainCreate = Closed({ domain, type: kind, verification_method: Optional(OneOf(['txt'])), ...changeable, relying_party_identifier: Optional(party) })
export type DomainCreate = Static<typeof DomainCreate>
export const DomainUpdate = Closed({ ...changeable, relying_party_identifier: Optional(Nullable(party)) })

export const customDomainsContract = resource({
  name: 'customDomains',
  about: 'Host names of a tenant\'s own, beside the one that the appliance gives it.',
  operations: {
    list: {
      http: 'GET /custom-domains', summary: 'List custom domains', scope: 'read:custom_domains',
      query: Closed({ q: Optional(Type.String({ maxLength: 1000, description: 'domain:…, status:… or type:…; a * at the end stands for the rest.' })), sort: Optional(Type.String({ maxLength: 15, pattern: '^domain:(1|-1)$' })) }),
      ...listing(CustomDomain, 'custom_domains', { style: 'both' }),
    },
    getDefault: { http: 'GET /custom-domains/default', summary: 'Show the default domain', scope: 'read:custom_domains', returns: Type.Union([CustomDomain, Type.Object({ domain: Type.String() })]) },
    setDefault: {
      http: 'PATCH /custom-domains/default', summary: 'Choose the default domain: that of links nobody\'s request asked for', scope: 'update:custom_domains',
      body: Closed({ domain: Type.String({ minLength: 3, maxLength: 255 }) }), returns: Type.Union([CustomDomain, Type.Object({ domain: Type.String() })]),
    },
    get: { http: 'GET /custom-domains/:id', summary: 'Show a custom domain', scope: 'read:custom_domains', returns: CustomDomain, throws: [DomainNotFound] },
    create: {
      http: 'POST /custom-domains', summary: 'Add a custom domain', scope: 'create:custom_domains', body: DomainCreate, returns: CustomDomain,
      throws: [DomainExists, TooManyDomains, PolicyRefused, HeaderRefused, PartyRefused],
    },
    update: {
      http: 'PATCH /custom-domains/:id', summary: 'Change a custom domain', scope: 'update:custom_domains', body: DomainUpdate, returns: CustomDomain,
      throws: [DomainNotFound, PolicyRefused, HeaderRefused, PartyRefused],
    },
    delete: { http: 'DELETE /custom-domains/:id', summary: 'Delete a custom domain', scope: 'delete:custom_domains', returns: Nothing, throws: [DefaultStays] },
    verify: { http: 'POST /custom-domains/:id/verify', summary: 'Look in DNS whether the domain is the tenant\'s', scope: 'create:custom_domains', status: 200, returns: CustomDomain, throws: [DomainNotFound, AlreadyVerified] },
    test: {
      http: 'POST /custom-domains/:id/test', summary: 'Call the domain as an application would', scope: 'read:custom_domains', status: 200,
      returns: Type.Object({ success: Type.Boolean(), message: Optional(Type.String()) }), throws: [DomainNotFound, NotReady],
    },
  },
})
