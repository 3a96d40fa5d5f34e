import type { Database } from '#platform/postgres/index.ts'
import type { KeyState, SigningKeyRow } from './keys.store.ts'

/** One at a time changes the keys of a tenant; logins, which only refer to the tenant, do not wait. To be called in a transaction. */
export const lockKeys = (tx: Database, tenantId: number): Promise<unknown> =>
  tx.one('SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE', [tenantId])

/** Current becomes previous, next becomes current. False when there was no next one: then nothing was changed. */
export async function promoteNext(tx: Database, tenantId: number, algorithm: string, now: Date): Promise<boolean> {
  const ready = await tx.maybe(`SELECT kid FROM signing_keys WHERE tenant_id = $1 AND algorithm = $2 AND state = 'next'`, [tenantId, algorithm])
  if (!ready) return false
  await tx.execute(
    `UPDATE signing_keys SET state = 'previous', current_until = $3 WHERE tenant_id = $1 AND algorithm = $2 AND state = 'current'`,
    [tenantId, algorithm, now],
  )
  await tx.execute(
    `UPDATE signing_keys SET state = 'current', current_since = $3 WHERE tenant_id = $1 AND algorithm = $2 AND state = 'next'`,
    [tenantId, algorithm, now],
  )
  return true
}

export const algorithmsInUse = async (db: Database, tenantId: number): Promise<string[]> =>
  (await db.rows<{ algorithm: string }>(`SELECT algorithm FROM signing_keys WHERE tenant_id = $1 AND state = 'current'`, [tenantId])).map(({ algorithm }) => algorithm)

export type KeyName = { kid: string; certificate: string; state: KeyState }

export const keyNamed = (db: Database, tenantId: number, kid: string): Promise<KeyName | undefined> =>
  db.maybe<Pick<SigningKeyRow, keyof KeyName>>('SELECT kid, certificate, state FROM signing_keys WHERE tenant_id = $1 AND kid = $2', [tenantId, kid])

/** The private half goes for good: nothing will ever be signed with it again. */
export const revokeKeyRow = (tx: Database, tenantId: number, kid: string, now: Date): Promise<number> =>
  tx.execute(`UPDATE signing_keys SET state = 'revoked', revoked_at = $3, private_sealed = '' WHERE tenant_id = $1 AND kid = $2 AND state = 'previous'`, [tenantId, kid, now])
