import type { Database } from '#platform/postgres/index.ts'

/** A restored database begins on new machines: the old nodes are off the list, none keeps backups, and what was under way is over. */
export async function settleRestored(db: Database, canary: string | undefined): Promise<void> {
  await db.transaction(async (tx) => {
    if (canary !== undefined) await tx.execute('DELETE FROM users WHERE user_id = $1', [canary])
    await tx.execute('UPDATE nodes SET removed_at = now() WHERE removed_at IS NULL')
    await tx.execute('DELETE FROM backup_roles')
    await tx.execute(
      `UPDATE backups SET state = CASE WHEN state IN ('requested', 'running') THEN 'failed' ELSE state END, lock_sealed = NULL,
         proof_state = CASE WHEN proof_state IN ('requested', 'running') THEN NULL ELSE proof_state END,
         sentence = CASE WHEN state IN ('requested', 'running') THEN 'It was under way when the backup was made that this database was restored from.' ELSE sentence END`,
    )
  })
}
