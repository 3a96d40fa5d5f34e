/** Creating and changing users through the Management API: the rules, the password and the verification mail around the plain acts. */
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { storePassword } from '#connections/passwords/index.ts'
import { liftBlocks } from '#connections/protection/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { createUser, updateUser } from './accounts.ts'
import { updateIdentityProfile } from './links.store.ts'
import { accountProfile } from './present.ts'
import { endPresence } from './presence.store.ts'
import type { Identity, User, UserChanges } from './user.ts'
import { ConnectionUnknown } from './users.problems.ts'
import { checkCreation, checkUpdate, type Creation, type Update, type UpdateTarget } from './users.rules.ts'
import * as store from './users.store.ts'

/** Sends the mail with the verification link, in the name of the application if one is given; rejects when it could not be sent. */
export type SendVerification = (ctx: TenantContext, user: User, options?: { clientId?: string | undefined }) => Promise<void>

/** The user is there whether or not a mail server is: the failure is recorded and can be repaired by asking again. */
async function verify(ctx: ApiContext, user: User, send: SendVerification, clientId?: string): Promise<void> {
  await send(ctx, user, { clientId }).catch((error: unknown) => ctx.log.warn('A verification mail could not be sent.', { user_id: user.user_id, error }))
}

export async function create(ctx: ApiContext, body: Creation, sendVerification: SendVerification): Promise<User> {
  const { connection: name, password, verify_email: wanted, ...attributes } = body
  const connection = await findConnection(ctx, name)
  if (!connection) throw ConnectionUnknown()
  checkCreation(connection, body)
  const user = await ctx.db.transaction(async (db) => {
    const inside = { ...ctx, db }
    const made = await createUser(inside, connection.name, { ...attributes, provider: connection.strategy })
    if (password !== undefined) await storePassword(inside, connection, made.user_id, password, person(made))
    return made
  })
  if (connection.strategy === 'auth0' && user.email !== null && !user.email_verified && wanted !== false) await verify(ctx, user, sendVerification)
  return user
}

export async function update(ctx: ApiContext, user: User, body: Update, sendVerification: SendVerification): Promise<User> {
  const { target, identity } = await targetOf(ctx, user, body.connection)
  checkUpdate(target, body)
  const { connection: _connection, client_id: clientId, password, verify_email: wanted, verify_phone_number: _phone, ...rest } = body
  const updated = await ctx.db.transaction(async (db) => {
    const inside = { ...ctx, db }
    const account = identity ? await linkedAccount(inside, identity) : user
    const changes = { ...rest, ...unverified(account, rest) }
    if (typeof password === 'string') {
      await storePassword(inside, target.connection!, account.user_id, password, person(account))
      await liftBlocks(inside, [account])
      Object.assign(changes, { last_password_reset: ctx.clock.now() })
    }
    if (typeof password === 'string' || (rest.blocked && !user.blocked)) {
      const initiator = typeof password === 'string' ? 'password-changed' : 'account-deactivated'
      await endPresence(db, ctx.tenant.id, user.user_id, ctx.clock.now(), { initiator, issuer: ctx.issuer })
    }
    return identity ? changeLinked(inside, user, identity, account, changes) : updateUser(inside, user.user_id, changes)
  })
  if (wanted && updated.email !== null && !updated.email_verified) await verify(ctx, updated, sendVerification, clientId)
  return updated
}

/** The identity of the named connection; the primary one when none is named. */
async function targetOf(ctx: ApiContext, user: User, name: string | undefined): Promise<{ target: UpdateTarget; identity: Identity | undefined }> {
  const connection = await findConnection(ctx, name ?? user.connection)
  if (name === undefined || connection?.name === user.connection) {
    return { target: { connection, name: user.connection, isPrimary: true }, identity: undefined }
  }
  if (!connection) throw ConnectionUnknown()
  const identities = await store.identitiesOfUsers(ctx.db, ctx.tenant.id, [user.user_id])
  const identity = identities.find((each) => each.connection === connection.name)
  if (!identity) throw ConnectionUnknown()
  return { target: { connection, name: connection.name, isPrimary: false }, identity }
}

async function linkedAccount(ctx: TenantContext, identity: Identity): Promise<User> {
  const account = await store.selectLinkedUser(ctx.db, ctx.tenant.id, identity.user_id, `${identity.provider}|${identity.identity_id}`)
  if (!account) throw ConnectionUnknown()
  return account
}

const ofTheAccount = ['email', 'email_verified', 'username', 'phone_number', 'phone_verified', 'last_password_reset'] as const

/** The account's own attributes change there; everything else is the person's. */
async function changeLinked(ctx: TenantContext, user: User, identity: Identity, account: User, changes: UserChanges): Promise<User> {
  const own = Object.fromEntries(ofTheAccount.filter((name) => changes[name] !== undefined).map((name) => [name, changes[name]]))
  const rest = Object.fromEntries(Object.entries(changes).filter(([name]) => !Object.hasOwn(own, name)))
  const changed = await updateUser(ctx, account.user_id, own, { linkedTo: user.user_id })
  await updateIdentityProfile(ctx.db, ctx.tenant.id, user.user_id, identity.provider, identity.identity_id, accountProfile(changed))
  return updateUser(ctx, user.user_id, rest)
}

/** A new address or number is not verified unless the same request says so. */
function unverified(account: User, changes: UserChanges): UserChanges {
  const isNew = (name: 'email' | 'phone_number') => changes[name] !== undefined && changes[name]?.toLowerCase() !== account[name]?.toLowerCase()
  return {
    ...(isNew('email') && changes.email_verified === undefined && { email_verified: false }),
    ...(isNew('phone_number') && changes.phone_verified === undefined && { phone_verified: false }),
  }
}

/** What a password must not be made of. */
const person = ({ email, username, name, nickname, given_name, family_name, user_metadata }: User): Record<string, unknown> => ({
  email, username, name, nickname, given_name, family_name, user_metadata,
})
