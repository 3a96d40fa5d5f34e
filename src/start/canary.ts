/**
 * The canary of a backup: a user who is put in right before the view of a backup is taken and removed right after it. Only the backup knows
 * her, so that a proof can sign in as somebody who came with it, by a password that nobody else ever had.
 */
import type { Canary } from '#operate/backups/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { storePasswordHash } from '#connections/passwords/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { createUser } from '#resources/users/index.ts'
import { canaryHome, removeCanaries } from './canary.store.ts'
import { withinTenant } from './process-context.ts'

export async function plantCanary(context: ProcessContext): Promise<Canary | undefined> {
  const home = await canaryHome(context.db)
  const tenant = home && (await context.cache.tenant(home.tenant))
  const connection = tenant && (await findConnection(withinTenant(context, tenant), home.connection))
  if (!tenant || !connection) return undefined
  const [name, password] = [context.random.hex(24), `${context.random.token(24)}aA1!`]
  const hash = await context.hasher.hash(password)
  const user = await context.db.transaction(async (db) => {
    const within = { ...withinTenant(context, tenant), db }
    const user = await createUser(within, home.connection, { user_id: `backup-canary-${name}`, email: `canary-${name}@backup.invalid`, email_verified: true, name: 'Canary of a backup' })
    await storePasswordHash(within, connection as never, user.user_id, hash)
    return user
  })
  return { ...home, user_id: user.user_id, email: user.email!, password }
}

/** That one; without saying whom, all that a crash left. */
export const uprootCanaries = async ({ db }: Pick<ProcessContext, 'db'>, canary?: Canary): Promise<void> => void (await removeCanaries(db, canary?.user_id))
