import type { Database } from '#platform/postgres/index.ts'

/** Every URL of the tenant's applications whose origin may call from a browser. */
export async function selectOriginSources(db: Database, tenantId: number): Promise<string[]> {
  const rows = await db.rows<{ url: string }>(
    `SELECT DISTINCT url
     FROM clients,
       LATERAL (VALUES ('callbacks'), ('web_origins'), ('allowed_origins')) AS list (name),
       LATERAL jsonb_array_elements_text(CASE jsonb_typeof(body -> list.name) WHEN 'array' THEN body -> list.name ELSE '[]' END) AS url
     WHERE tenant_id = $1 AND NOT is_global`,
    [tenantId],
  )
  return rows.map((row) => row.url)
}
