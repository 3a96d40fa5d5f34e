/** Custom domains of a tenant as those who operate the appliance handle them: they answer for the name, so no DNS record is asked for. */
import { implement, Nothing, resource, type Handlers } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, Timestamp, Type, type Static } from '#kernel/schema.ts'
import { addDomain, bringCertificate, certificateRows, deleteDomain, DomainExists, domainsOfTenant, findDomain, makeReady, type CertificateRow, type DomainRow } from '#platform/certificates/index.ts'
import { factsOf } from '#platform/tls/index.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { acmeDirectory, askForOrder } from './acme/index.ts'
import { CertificateRefused, configure, NoAcme, offer, Offer } from './certificates.contract.ts'
import { offered } from './present.ts'

const TenantNotFound = problem(404, 'inexistent_tenant', 'The tenant does not exist.')
const DomainNotFound = problem(404, 'inexistent_domain', 'The tenant has no such domain.')

const { Optional } = Type
const Domain = Type.Object({
  id: Type.String(), tenant: Type.String(), domain: Type.String(), type: OneOf(['auth0_managed_certs', 'self_managed_certs']), status: OneOf(['pending_verification', 'ready', 'failed']),
  is_default: Type.Boolean(), ssl_available: Type.Boolean(), certificate_subject: Nullable(Type.String()), certificate_expiration: Nullable(Timestamp()),
  problem: Optional(Type.String({ description: 'Why it is not verified, or has no certificate from the ACME server.' })),
})

const contract = resource({
  name: 'domains',
  about: 'Custom domains of tenants: any name, also outside the base domain, each with a certificate of its own.',
  operations: {
    list: { http: 'GET /tenants/:tenant/domains', summary: 'List the custom domains of a tenant', scope: 'read:certificates', returns: Type.Array(Domain), throws: [TenantNotFound] },
    add: {
      http: 'POST /tenants/:tenant/domains', summary: 'Give a tenant a domain of its own, with or without its certificate', scope: 'update:certificates', ...configure,
      body: Closed({ domain: Type.String({ minLength: 3, maxLength: 255 }), managed: Optional(Type.Boolean({ description: 'The appliance orders its certificate by ACME.' })), ...offer }),
      returns: Domain, throws: [TenantNotFound, DomainExists, CertificateRefused],
    },
    setCertificate: {
      http: 'PUT /tenants/:tenant/domains/:id/certificate', summary: 'Show this certificate on a custom domain', scope: 'update:certificates', ...configure, body: Offer, returns: Domain,
      throws: [TenantNotFound, DomainNotFound, CertificateRefused],
    },
    order: {
      http: 'POST /tenants/:tenant/domains/:id/order', summary: 'Order a certificate for a custom domain from the ACME server now', scope: 'update:certificates', status: 202, ...configure,
      returns: Type.Object({ sentence: Type.String() }), throws: [TenantNotFound, DomainNotFound, NoAcme],
    },
    remove: {
      http: 'DELETE /tenants/:tenant/domains/:id', summary: 'Take a domain from a tenant, with its certificate', scope: 'update:certificates', row: 'configure', risk: 'disruptive',
      returns: Nothing, throws: [TenantNotFound, DomainNotFound],
    },
  },
})

const present = (row: DomainRow, certificate: CertificateRow | undefined): Static<typeof Domain> => {
  const problem = row.verification_error ?? row.order_error
  return {
    id: row.id, tenant: row.tenant, domain: row.domain, type: row.type, status: row.status, is_default: row.is_default, ssl_available: certificate !== undefined,
    certificate_subject: certificate ? factsOf(certificate.chain).subject : null, certificate_expiration: certificate ? certificate.not_after.toISOString() : null,
    ...(problem === null ? {} : { problem }),
  }
}

async function requireTenant(ctx: OperateContext, name: string): Promise<number> {
  const tenant = await ctx.cache.tenant(name)
  if (!tenant) throw TenantNotFound()
  return tenant.id
}

async function show(ctx: OperateContext, tenantId: number, id: string) {
  const row = await findDomain(ctx.db, tenantId, id)
  if (!row) throw DomainNotFound()
  return present(row, (await certificateRows(ctx.db)).find(({ domain_id }) => domain_id === id))
}

const handlers: Handlers<typeof contract, OperateContext> = {
  async list({ params }, ctx) {
    const [rows, certificates] = [await domainsOfTenant(ctx.db, await requireTenant(ctx, params.tenant)), await certificateRows(ctx.db)]
    return rows.map((row) => present(row, certificates.find(({ domain_id }) => domain_id === row.id)))
  },

  async add({ params, body }, ctx) {
    const tenantId = await requireTenant(ctx, params.tenant)
    const { domain, managed = false, ...offering } = body
    const certificate = Object.keys(offering).length > 0 ? offered(offering) : undefined
    const id = await ctx.db.transaction(async (db) => {
      const within = { ...ctx, db }
      const row = await makeReady(db, await addDomain(within, tenantId, { domain, type: managed ? 'auth0_managed_certs' : 'self_managed_certs' }))
      if (certificate) await bringCertificate(within, whoCalls(ctx), certificate, { domainId: row.id, hosts: [row.domain] })
      return row.id
    })
    await ctx.certificates.settled()
    return show(ctx, tenantId, id)
  },

  async setCertificate({ params, body }, ctx) {
    const tenantId = await requireTenant(ctx, params.tenant)
    const row = await findDomain(ctx.db, tenantId, params.id)
    if (!row) throw DomainNotFound()
    await bringCertificate(ctx, whoCalls(ctx), offered(body), { domainId: row.id, hosts: [row.domain] })
    await ctx.certificates.settled()
    return show(ctx, tenantId, row.id)
  },

  async order({ params }, ctx) {
    if (ctx.settings.get(acmeDirectory) === '') throw NoAcme()
    const row = await findDomain(ctx.db, await requireTenant(ctx, params.tenant), params.id)
    if (!row) throw DomainNotFound()
    await askForOrder(ctx.db, row.id)
    return { sentence: 'The order is taken up within half a minute.' }
  },

  async remove({ params }, ctx) {
    if ((await deleteDomain(ctx.db, await requireTenant(ctx, params.tenant), params.id)) === 0) throw DomainNotFound()
    await ctx.certificates.settled()
  },
}

export const domains = implement<OperateContext, typeof contract>(contract, handlers)
