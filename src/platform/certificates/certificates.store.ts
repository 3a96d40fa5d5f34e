import type { Database } from '#platform/postgres/index.ts'

export type CertificateRow = {
  id: string; domain_id: string | null; origin: 'uploaded' | 'acme'; chain: string; key_sealed: Buffer; fingerprint: string; not_after: Date; created_at: Date; created_by: string; told: number | null
}
const columns = 'id, domain_id, origin, chain, key_sealed, fingerprint, not_after, created_at, created_by, told'

export const certificateRows = (db: Database): Promise<CertificateRow[]> => db.rows(`SELECT ${columns} FROM certificates ORDER BY domain_id NULLS FIRST`)

/** One for the appliance, one a domain: what was there is replaced. */
export const putCertificate = async (db: Database, row: Omit<CertificateRow, 'created_at' | 'told'>): Promise<CertificateRow> =>
  db.transaction(async (tx) => {
    await tx.execute('LOCK TABLE certificates IN SHARE ROW EXCLUSIVE MODE')
    await tx.execute('DELETE FROM certificates WHERE domain_id IS NOT DISTINCT FROM $1', [row.domain_id])
    return tx.one<CertificateRow>(
      `INSERT INTO certificates (id, domain_id, origin, chain, key_sealed, fingerprint, not_after, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
      [row.id, row.domain_id, row.origin, row.chain, row.key_sealed, row.fingerprint, row.not_after, row.created_by],
    )
  })

export const deleteCertificate = (db: Database, id: string): Promise<number> => db.execute('DELETE FROM certificates WHERE id = $1', [id])

/** False when somebody has told it already. */
export const markTold = async (db: Database, id: string, days: number): Promise<boolean> =>
  (await db.execute('UPDATE certificates SET told = $2 WHERE id = $1 AND (told IS NULL OR told > $2)', [id, days])) === 1

export type RootRow = { fingerprint: string; name: string; pem: string; not_after: Date; created_at: Date; created_by: string }
export const rootRows = (db: Database): Promise<RootRow[]> => db.rows('SELECT fingerprint, name, pem, not_after, created_at, created_by FROM root_certificates ORDER BY name, fingerprint')
export const putRoot = (db: Database, row: Omit<RootRow, 'created_at'>): Promise<number> =>
  db.execute('INSERT INTO root_certificates (fingerprint, name, pem, not_after, created_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', [row.fingerprint, row.name, row.pem, row.not_after, row.created_by])
export const deleteRoot = (db: Database, fingerprint: string): Promise<number> => db.execute('DELETE FROM root_certificates WHERE fingerprint = $1', [fingerprint])

/** Every tenant has a host of its name. */
export const tenantNames = async (db: Database): Promise<string[]> => (await db.rows<{ name: string }>('SELECT name FROM tenants ORDER BY name')).map(({ name }) => name)
