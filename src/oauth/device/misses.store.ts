import type { Database } from '#platform/postgres/index.ts'

/** Counts an attempt; how many there have been, this one included. */
export const countAttempt = async (db: Database, tenantId: number, address: string, now: Date, expiresAt: Date): Promise<number> =>
  (await db.one<{ misses: number }>(
    `INSERT INTO device_code_misses AS m (tenant_id, address, expires_at) VALUES ($1, $2, $4)
     ON CONFLICT (tenant_id, address) DO UPDATE SET misses = CASE WHEN m.expires_at > $3 THEN m.misses + 1 ELSE 1 END,
       expires_at = CASE WHEN m.expires_at > $3 THEN m.expires_at ELSE $4 END
     RETURNING misses`,
    [tenantId, address, now, expiresAt],
  )).misses

export const forgiveAttempt = (db: Database, tenantId: number, address: string) =>
  db.execute('UPDATE device_code_misses SET misses = misses - 1 WHERE tenant_id = $1 AND address = $2 AND misses > 0', [tenantId, address])
