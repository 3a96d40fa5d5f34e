/** Copies everything of one tenant from one database into another: every table that has rows of tenants, whatever it is called. */
import type { TenantThen } from './format.ts'
import type { Database } from '#platform/postgres/index.ts'

type Table = { name: string; columns: string[] }

export const tenantNamed = (db: Database, name: string): Promise<{ id: number; is_root: boolean } | undefined> => db.maybe('SELECT id, is_root FROM tenants WHERE name = $1', [name])
export const tenantsThen = (db: Database): Promise<TenantThen[]> => db.rows('SELECT name, is_root FROM tenants ORDER BY name')
/** Something of the tenant that was sealed. */
export const sealedOf = async (db: Database, tenantId: number): Promise<Buffer | undefined> =>
  (await db.maybe<{ private_sealed: Buffer }>('SELECT private_sealed FROM signing_keys WHERE tenant_id = $1 LIMIT 1', [tenantId]))?.private_sealed
export const usersOf = async (db: Database, tenantId: number): Promise<number> => (await db.one<{ n: number }>('SELECT count(*)::int AS n FROM users WHERE tenant_id = $1', [tenantId])).n

/** Those that others refer to come first. Columns that the database fills in by itself are left to it; tables that a crash empties are not copied. */
async function tenantTables(db: Database): Promise<Table[]> {
  const tables = await db.rows<Table>(`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
     WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relnamespace = 'public'::regnamespace
       AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped)
     GROUP BY c.relname ORDER BY c.relname`)
  const references = await db.rows<{ from: string; to: string }>(`
    SELECT DISTINCT conrelid::regclass::text AS from, confrelid::regclass::text AS to FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid AND connamespace = 'public'::regnamespace`)
  const ordered: Table[] = []
  let left = tables
  while (left.length > 0) {
    const free = left.filter(({ name }) => !references.some(({ from, to }) => from === name && left.some((each) => each.name === to)))
    if (free.length === 0) throw new Error(`The tables ${left.map(({ name }) => name).join(', ')} refer to one another in a circle.`)
    ordered.push(...free)
    left = left.filter((each) => !free.includes(each))
  }
  return ordered
}

const batch = 500

/** Within the transaction of `to`. @returns rows written, and rows that something present stood in the way of. */
export async function copyTenant(from: Database, to: Database, { id, name }: { id: number; name: string }): Promise<{ id: number; rows: number; leftOut: number }> {
  const { row } = await from.one<{ row: Record<string, unknown> }>("SELECT to_jsonb(t) - 'id' - 'name' AS row FROM tenants t WHERE id = $1", [id])
  const columns = Object.keys(row).map((each) => `"${each}"`).join(', ')
  const made = await to.one<{ id: number }>(`INSERT INTO tenants (name, ${columns}) SELECT $1, ${columns} FROM jsonb_populate_record(NULL::tenants, $2::jsonb) RETURNING id`, [name, JSON.stringify(row)])
  const root = await to.maybe<{ id: number }>('SELECT id FROM tenants WHERE is_root')
  let [rows, leftOut] = [0, 0]
  for (const table of await tenantTables(to)) {
    const list = table.columns.map((each) => `"${each}"`).join(', ')
    // Who administers a tenant is a user of the root tenant authority, who may be gone.
    const known = table.columns.includes('root_tenant_id') ? 'WHERE EXISTS (SELECT FROM users u WHERE u.tenant_id = r.root_tenant_id AND u.user_id = r.user_id)' : ''
    const changed = JSON.stringify({ tenant_id: made.id, ...(table.columns.includes('root_tenant_id') ? { root_tenant_id: root?.id } : {}) })
    for (let at = '(0,0)'; ;) {
      const found = await from.rows<{ at: string; row: string }>(`SELECT ctid::text AS at, (to_jsonb(t) || $2::jsonb)::text AS row FROM "${table.name}" t WHERE tenant_id = $1 AND ctid > $3::tid ORDER BY ctid LIMIT ${batch}`, [id, changed, at])
      if (found.length === 0) break
      at = found.at(-1)!.at
      const written = await to.execute(`INSERT INTO "${table.name}" (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::"${table.name}", $1::jsonb) r ${known} ON CONFLICT DO NOTHING`, [`[${found.map(({ row: text }) => text).join(',')}]`])
      rows += written
      leftOut += found.length - written
    }
  }
  return { id: made.id, rows, leftOut }
}
