import type { TenantContext } from '#platform/context/index.ts'
import { isDatabase, type DatabaseConnection } from '#connections/database/index.ts'
import { connectionsOfClient } from '#resources/connections/index.ts'
import type { Transaction } from '../transactions/index.ts'

/**
 * The database connection that people of this application sign in with: the one the application named, else the tenant's `default_directory`,
 * else the first that is enabled for it. A named one that is not enabled for the application is not used.
 */
export async function databaseOf(ctx: TenantContext, transaction: Pick<Transaction, 'clientId' | 'hints'>): Promise<DatabaseConnection | undefined> {
  if (transaction.clientId === undefined) return undefined
  const enabled = (await connectionsOfClient(ctx, transaction.clientId)).filter(isDatabase)
  const named = transaction.hints.connection
  if (named !== undefined && named !== '') return enabled.find((connection) => connection.name === named)
  return enabled.find((connection) => connection.name === ctx.tenant.settings['default_directory']) ?? enabled[0]
}
