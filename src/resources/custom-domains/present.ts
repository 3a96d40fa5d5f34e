import type { Addresses } from '#platform/addresses/index.ts'
import { certificateRows, challengeName, challengeRecord, type CertificateRow, type DomainRow } from '#platform/certificates/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { factsOf } from '#platform/tls/index.ts'
import type { CustomDomain } from './custom-domains.contract.ts'

type Context = { db: Database; addresses: Pick<Addresses, 'hostOf'> }

/** As the Management API shows them, with what became of their certificates. */
export async function presentAll(ctx: Context, rows: readonly DomainRow[]): Promise<CustomDomain[]> {
  const certificates = rows.length === 0 ? [] : await certificateRows(ctx.db)
  return rows.map((row) => present(ctx, row, certificates.find(({ domain_id }) => domain_id === row.id)))
}

export const presentOne = async (ctx: Context, row: DomainRow): Promise<CustomDomain> => (await presentAll(ctx, [row]))[0]!

function present({ addresses }: Context, row: DomainRow, certificate: CertificateRow | undefined): CustomDomain {
  const { tls_policy = 'recommended', custom_client_ip_header = null, domain_metadata = {}, relying_party_identifier } = row.body as Record<string, never>
  const managed = row.type === 'auth0_managed_certs'
  const host = addresses.hostOf(row.tenant)
  const txt = { name: 'txt' as const, record: challengeRecord(row.verification), domain: challengeName(row.domain) }
  return {
    custom_domain_id: row.id, domain: row.domain, primary: row.is_default, is_default: row.is_default, status: row.status, type: row.type,
    origin_domain_name: host,
    verification: {
      methods: managed ? [{ name: 'cname', record: host, domain: row.domain }, txt] : [txt, { name: 'cname', record: host, domain: row.domain }],
      status: row.status === 'ready' ? 'verified' : row.status === 'failed' ? 'failed' : 'pending',
      ...(row.verification_error === null ? {} : { error_msg: row.verification_error }),
      ...(row.verified_at === null ? {} : { last_verified_at: row.verified_at.toISOString() }),
    },
    ...(managed ? { tls_policy } : { custom_client_ip_header }),
    domain_metadata,
    ...(certificateOf(row, certificate)),
    ...(relying_party_identifier === undefined ? {} : { relying_party_identifier }),
  }
}

function certificateOf({ type, status, order_error }: DomainRow, certificate: CertificateRow | undefined): Pick<CustomDomain, 'certificate'> {
  if (!certificate) {
    if (type === 'self_managed_certs' || status !== 'ready') return {}
    return { certificate: order_error === null ? { status: 'provisioning' } : { status: 'provisioning_failed', error_msg: order_error } }
  }
  return {
    certificate: {
      status: order_error === null ? 'provisioned' : 'renewing_failed',
      ...(order_error === null ? {} : { error_msg: order_error }),
      certificate_authority: factsOf(certificate.chain).issuer, renews_before: certificate.not_after.toISOString(),
    },
  }
}
