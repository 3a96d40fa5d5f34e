import type { Database } from '#platform/postgres/index.ts'

export type OnceKind = 'client-assertion' | 'dpop-proof' | 'request-object' | 'identity-assertion'

/** Of parallel callers one gets true. */
export const insertValue = async (db: Database, tenantId: number, kind: OnceKind, hash: Buffer, expiresAt: Date): Promise<boolean> =>
  (await db.execute(
    'INSERT INTO one_time_values (tenant_id, kind, value_hash, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [tenantId, kind, hash, expiresAt],
  )) === 1
