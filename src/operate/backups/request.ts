/** Asks for a backup; the node that has the role takes it up within seconds. */
import type { Settings } from '#kernel/setting.ts'
import type { Randomness, SecretBox } from '#platform/crypto/index.ts'
import { UniqueViolation, type Database } from '#platform/postgres/index.ts'
import { BackupExists, BackupUnderWay, NoBackupRole, NoLock } from './backups.contract.ts'
import { backupsKept } from './backups.settings.ts'
import { doneOf, insertBackup } from './backups.store.ts'
import type { Content } from './format.ts'
import { chosenLock, type Wanted } from './lock.ts'
import { allRoles } from './roles.store.ts'

export type Asking = { db: Database; random: Randomness; secrets: SecretBox; settings: Settings }
export const channel = 'backups_asked'

/** @returns the id. @throws Problem */
export async function requestBackup(ctx: Asking, wanted: Wanted & { content: Content; by: string; here: string; scheduled?: boolean }): Promise<string> {
  const roles = await allRoles(ctx.db)
  const role = roles.find(({ node }) => node === wanted.here) ?? (wanted.scheduled ? undefined : roles[0])
  if (!role) throw NoBackupRole()
  const lock = chosenLock(wanted, ctx.settings, ctx.secrets)
  if (!lock) throw NoLock()
  // A scheduled one replaces the oldest, once it is proven.
  if (!wanted.scheduled && (await doneOf(ctx.db, role.node, wanted.content)) >= ctx.settings.get(backupsKept)) throw BackupExists()
  const id = `bkp_${ctx.random.hex(16)}`
  try {
    await insertBackup(ctx.db, { id, node: role.node, content: wanted.content, scheduled: wanted.scheduled ?? false, requested_by: wanted.by, ...lock })
  } catch (error) {
    throw error instanceof UniqueViolation ? BackupUnderWay() : error
  }
  await announce(ctx.db)
  return id
}

export const announce = (db: Database): Promise<unknown> => db.rows('SELECT pg_notify($1, $2)', [channel, ''])
