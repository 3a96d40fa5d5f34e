import type { Static } from '#kernel/schema.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { isDatabase } from '#connections/database/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { findConnection, type Connection } from '#resources/connections/index.ts'
import { findUser, findUserByLogin, showUsers, type User } from '#resources/users/index.ts'
import * as problems from './tickets.contract.ts'

export type Asked = {
  user_id?: string
  email?: string
  connection_id?: string
  client_id?: string
  organization_id?: string
  identity?: Static<typeof problems.AskedIdentity>
}

/** The user that a link is for, and the database connection that keeps the password; every part of the request is held against what there is. */
export async function subjectOf(ctx: ApiContext, asked: Asked): Promise<{ user: User; connection: Connection }> {
  if (asked.organization_id !== undefined) throw problems.TicketOrganizationUnknown()
  const client = asked.client_id === undefined ? undefined : await findClient(ctx, asked.client_id)
  if (asked.client_id !== undefined && (!client || client.global)) throw problems.TicketClientUnknown()
  const user = await meant(ctx, asked)
  if (!user) throw problems.TicketUserNotFound()
  const connection = await findConnection(ctx, user.connection)
  if (!connection || !isDatabase(connection)) throw problems.NoSuchMainConnection()
  if (asked.identity) await mustHave(ctx, user, asked.identity)
  return { user, connection }
}

async function meant(ctx: ApiContext, { user_id: userId, email, connection_id: connectionId }: Asked): Promise<User | undefined> {
  const byEmail = email !== undefined && connectionId !== undefined
  if ((userId === undefined) !== byEmail || (userId !== undefined && email !== undefined)) throw problems.WhoIsMeant()
  const connection = connectionId === undefined ? undefined : await findConnection(ctx, connectionId)
  if (connectionId !== undefined && connection?.id !== connectionId) {
    throw new Problem(400, 'inexistent_connection', `The connection with id ${connectionId} does not exist.`)
  }
  if (userId !== undefined) return findUser(ctx, userId)
  const found = await findUserByLogin(ctx, connection!.name, { email: email! })
  // Behind a linked account stands another user, who is the one to ask for.
  return found && findUser(ctx, found.user_id)
}

/** Links act on the main identity: it is the one that has the address and the password here. */
async function mustHave(ctx: ApiContext, user: User, { provider, user_id: identityId }: NonNullable<Asked['identity']>): Promise<void> {
  const [shown] = await showUsers(ctx, [user])
  const identities = shown?.identities ?? []
  const index = identities.findIndex((identity) => identity.provider === provider && String(identity.user_id) === identityId)
  if (index < 0) throw problems.IdentityMissing()
  if (index > 0) throw problems.NoSuchMainConnection({ detail: 'the identity asked for is a linked one' })
}
