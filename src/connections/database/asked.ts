import type { TenantContext } from '#platform/context/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { connectionsOfClient, findConnection } from '#resources/connections/index.ts'
import { isDatabase, type AskingClient, type DatabaseConnection } from './connection.ts'
import { textOf, type Sent } from './wire.ts'

/**
 * The application and the connection that a caller of `/dbconnections/*` names, or the `error` to answer with.
 * A connection that is not enabled for the application is as good as none.
 */
export async function asked(ctx: TenantContext, sent: Sent, clientNeeded: boolean): Promise<{ client: AskingClient | undefined; connection: DatabaseConnection } | { error: string }> {
  const clientId = textOf(sent, 'client_id')
  const name = textOf(sent, 'connection')
  if (clientNeeded && (clientId === undefined || clientId === '')) return { error: 'client_id is required' }
  if (name === undefined || name === '') return { error: 'connection is required' }
  const client = clientId === undefined ? undefined : await findClient(ctx, clientId)
  if (clientId !== undefined && !client) return { error: `Unknown client: ${clientId}` }
  const connection = client ? (await connectionsOfClient(ctx, client.client_id)).find((each) => each.name === name) : await findConnection(ctx, name)
  if (!connection || !isDatabase(connection)) return { error: 'connection does not exist or is not enabled for this client' }
  return { client, connection }
}
