import type { Database } from '#platform/postgres/index.ts'

export type DomainType = 'auth0_managed_certs' | 'self_managed_certs'
export type DomainStatus = 'pending_verification' | 'ready' | 'failed'

export type DomainRow = {
  id: string; tenant_id: number; tenant: string; domain: string; type: DomainType; status: DomainStatus; is_default: boolean; verification: string
  verified_at: Date | null; verification_error: string | null; order_error: string | null; body: Record<string, unknown>; created_at: Date
}

const columns = `d.id, d.tenant_id, t.name AS tenant, d.domain, d.type, d.status, d.is_default, d.verification, d.verified_at, d.verification_error, d.order_error, d.body, d.created_at`
const source = 'custom_domains d JOIN tenants t ON t.id = d.tenant_id'

export const readyDomains = (db: Database): Promise<DomainRow[]> => db.rows(`SELECT ${columns} FROM ${source} WHERE d.status = 'ready' ORDER BY d.is_default DESC, d.created_at, d.id`)

export const domainsOfTenant = (db: Database, tenantId: number): Promise<DomainRow[]> => db.rows(`SELECT ${columns} FROM ${source} WHERE d.tenant_id = $1 ORDER BY d.created_at, d.id`, [tenantId])

/** Checkpoint paging by id. */
export const domainPage = (db: Database, tenantId: number, after: string, limit: number): Promise<DomainRow[]> =>
  db.rows(`SELECT ${columns} FROM ${source} WHERE d.tenant_id = $1 AND d.id > $2 ORDER BY d.id LIMIT $3`, [tenantId, after, limit])

export const findDomain = (db: Database, tenantId: number, id: string): Promise<DomainRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM ${source} WHERE d.tenant_id = $1 AND d.id = $2`, [tenantId, id])

/** Whichever tenant's: for those who operate the appliance. */
export const findAnyDomain = (db: Database, id: string): Promise<DomainRow | undefined> => db.maybe(`SELECT ${columns} FROM ${source} WHERE d.id = $1`, [id])

/** 0: the tenant has it already. */
export const insertDomain = (db: Database, row: Pick<DomainRow, 'id' | 'tenant_id' | 'domain' | 'type' | 'verification' | 'body'>): Promise<number> =>
  db.execute(
    `INSERT INTO custom_domains (id, tenant_id, domain, type, status, verification, body) VALUES ($1, $2, $3, $4, 'pending_verification', $5, $6) ON CONFLICT (tenant_id, domain) DO NOTHING`,
    [row.id, row.tenant_id, row.domain, row.type, row.verification, JSON.stringify(row.body)],
  )

/** Whether the name is another tenant's. */
export const isTakenElsewhere = async (db: Database, tenantId: number, domain: string): Promise<boolean> =>
  (await db.one<{ found: boolean }>("SELECT EXISTS (SELECT 1 FROM custom_domains WHERE domain = $2 AND tenant_id <> $1 AND status = 'ready') AS found", [tenantId, domain])).found

/** 0: meanwhile it became another tenant's. */
export const setReady = (db: Database, tenantId: number, id: string): Promise<number> =>
  db.execute(
    `UPDATE custom_domains d SET status = 'ready', verified_at = now(), verification_error = NULL WHERE tenant_id = $1 AND id = $2
     AND NOT EXISTS (SELECT 1 FROM custom_domains o WHERE o.domain = d.domain AND o.id <> d.id AND o.status = 'ready')`,
    [tenantId, id],
  )

export const setVerificationError = (db: Database, tenantId: number, id: string, sentence: string): Promise<number> =>
  db.execute("UPDATE custom_domains SET verification_error = $3 WHERE tenant_id = $1 AND id = $2 AND status <> 'ready'", [tenantId, id, sentence])

export const setOrderError = (db: Database, id: string, sentence: string | null): Promise<number> =>
  db.execute('UPDATE custom_domains SET order_error = $2 WHERE id = $1 AND order_error IS DISTINCT FROM $2', [id, sentence])

export const setBody = (db: Database, tenantId: number, id: string, body: Record<string, unknown>): Promise<number> =>
  db.execute('UPDATE custom_domains SET body = $3 WHERE tenant_id = $1 AND id = $2', [tenantId, id, JSON.stringify(body)])

/** None when `domain` is not one of the tenant's ready ones: the canonical host is the default then. */
export const setDefault = (db: Database, tenantId: number, domain: string | undefined): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.execute('UPDATE custom_domains SET is_default = false WHERE tenant_id = $1 AND is_default', [tenantId])
    if (domain !== undefined) await tx.execute("UPDATE custom_domains SET is_default = true WHERE tenant_id = $1 AND domain = $2 AND status = 'ready'", [tenantId, domain])
  })

export const deleteDomain = (db: Database, tenantId: number, id: string): Promise<number> => db.execute('DELETE FROM custom_domains WHERE tenant_id = $1 AND id = $2', [tenantId, id])
