import type { Database } from '#platform/postgres/index.ts'

export type ClientGrantRow = {
  id: string
  client_id: string
  audience: string
  subject_type: string
  scope: string[]
  body: Record<string, unknown>
}

export type ClientGrantFilter = {
  audience?: string | undefined
  client_id?: string | undefined
  subject_type?: string | undefined
  allow_any_organization?: boolean | undefined
}

const columns = 'id, client_id, audience, subject_type, scope, body'
const matching = `tenant_id = $1
  AND ($2::text IS NULL OR audience = $2)
  AND ($3::text IS NULL OR client_id = $3)
  AND ($4::text IS NULL OR subject_type = $4)
  AND ($5::boolean IS NULL OR coalesce((body->>'allow_any_organization')::boolean, false) = $5)`

const values = (tenantId: number, filter: ClientGrantFilter) =>
  [tenantId, filter.audience ?? null, filter.client_id ?? null, filter.subject_type ?? null, filter.allow_any_organization ?? null]

export const selectGrants = (db: Database, tenantId: number, filter: ClientGrantFilter, offset: number, limit: number): Promise<ClientGrantRow[]> =>
  db.rows<ClientGrantRow>(`SELECT ${columns} FROM client_grants WHERE ${matching} ORDER BY created_at, id OFFSET $6 LIMIT $7`, [...values(tenantId, filter), offset, limit])

export const selectGrantsAfter = (db: Database, tenantId: number, filter: ClientGrantFilter, after: string, limit: number): Promise<ClientGrantRow[]> =>
  db.rows<ClientGrantRow>(
    `SELECT ${columns} FROM client_grants WHERE ${matching} AND id > $6 COLLATE "C" ORDER BY id COLLATE "C" LIMIT $7`,
    [...values(tenantId, filter), after, limit],
  )

export const countGrants = async (db: Database, tenantId: number, filter: ClientGrantFilter): Promise<number> =>
  (await db.one<{ count: number }>(`SELECT count(*)::int AS count FROM client_grants WHERE ${matching}`, values(tenantId, filter))).count

export const selectGrant = (db: Database, tenantId: number, id: string): Promise<ClientGrantRow | undefined> =>
  db.maybe<ClientGrantRow>(`SELECT ${columns} FROM client_grants WHERE tenant_id = $1 AND id = $2`, [tenantId, id])

export const lockGrant = (db: Database, tenantId: number, id: string): Promise<ClientGrantRow | undefined> =>
  db.maybe<ClientGrantRow>(`SELECT ${columns} FROM client_grants WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, [tenantId, id])

export const selectGrantOf = (db: Database, tenantId: number, clientId: string, audience: string, subjectType: string): Promise<ClientGrantRow | undefined> =>
  db.maybe<ClientGrantRow>(
    `SELECT ${columns} FROM client_grants WHERE tenant_id = $1 AND client_id = $2 AND audience = $3 AND subject_type = $4`,
    [tenantId, clientId, audience, subjectType],
  )

/** The first application that holds the grant made with the tenant, as long as it exists. */
export const selectSystemGrantHolder = async (db: Database, tenantId: number): Promise<string | undefined> =>
  (await db.rows<{ client_id: string }>(
    `SELECT g.client_id FROM client_grants g JOIN resource_servers r ON r.tenant_id = g.tenant_id AND r.identifier = g.audience AND r.is_system
     WHERE g.tenant_id = $1 AND g.body->>'is_system' = 'true' ORDER BY g.created_at LIMIT 1`,
    [tenantId],
  ))[0]?.client_id

export const insertGrant = (db: Database, tenantId: number, row: ClientGrantRow): Promise<ClientGrantRow> =>
  db.one<ClientGrantRow>(
    `INSERT INTO client_grants (tenant_id, id, client_id, audience, subject_type, scope, body) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
    [tenantId, row.id, row.client_id, row.audience, row.subject_type, row.scope, JSON.stringify(row.body)],
  )

export const updateGrantRow = (db: Database, tenantId: number, row: ClientGrantRow): Promise<ClientGrantRow> =>
  db.one<ClientGrantRow>(
    `UPDATE client_grants SET scope = $3, body = $4 WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`,
    [tenantId, row.id, row.scope, JSON.stringify(row.body)],
  )

export const deleteGrantRow = (db: Database, tenantId: number, id: string): Promise<number> =>
  db.execute('DELETE FROM client_grants WHERE tenant_id = $1 AND id = $2', [tenantId, id])
