/** Linking accounts: two ways in, one person. The linked account keeps its credentials and loses its own metadata, sessions and roles. */
import type { Static } from '#kernel/schema.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { TokenRefused, verifyOwnToken, type TokenClaims } from '#resources/keys/index.ts'
import * as links from './links.store.ts'
import { accountProfile } from './present.ts'
import type { Identity, User } from './user.ts'
import * as problems from './users.problems.ts'
import type { IdentityLink } from './users.schema.ts'
import { identitiesOfUsers } from './users.store.ts'

export async function link(ctx: ApiContext, primaryId: string, body: Static<typeof IdentityLink>): Promise<Identity[]> {
  const isSelfService = !ctx.caller.scopes.has('update:users')
  if (isSelfService && body.link_with === undefined) throw problems.NotYourself()
  const secondaryId = body.link_with === undefined ? namedAccount(body) : await accountOfToken(ctx, body.link_with)
  if (secondaryId === primaryId) throw problems.SameIdentity()
  const connection = body.connection_id === undefined ? undefined : await findConnection(ctx, body.connection_id)
  if (body.connection_id !== undefined && !connection) throw problems.ProviderNotConfigured()

  return ctx.db.transaction(async (db) => {
    const { id } = ctx.tenant
    const accounts = await links.lockAccounts(db, id, [primaryId, secondaryId])
    const find = (userId: string): User | undefined => accounts.find((account) => account.user_id === userId)
    const primary = find(primaryId)
    const secondary = find(secondaryId)
    if (!primary || primary.linked_to !== null) throw problems.UserNotFound()
    if (!secondary) {
      if (body.link_with !== undefined) throw problems.SecondaryUnknown()
      throw connection ? problems.LinkToNobody() : problems.LinkNeedsConnection()
    }
    if (secondary.linked_to !== null) throw problems.IdentityTaken()
    if (connection && connection.name !== secondary.connection) throw problems.ProviderNotConfigured()
    if ((await identitiesOfUsers(db, id, [secondaryId])).length > 1) throw problems.SecondaryUnlinkable()
    await links.linkAccount(db, id, primaryId, secondaryId, accountProfile(secondary))
    return identitiesOfUsers(db, id, [primaryId])
  })
}

export async function unlink(ctx: ApiContext, primaryId: string, provider: string, identityId: string): Promise<Identity[]> {
  return ctx.db.transaction(async (db) => {
    const { id } = ctx.tenant
    const [primary] = await links.lockAccounts(db, id, [primaryId])
    if (!primary || primary.linked_to !== null) throw problems.UserNotFound()
    const identities = await identitiesOfUsers(db, id, [primaryId])
    const identity = identities.find((each) => each.provider === provider && each.identity_id === identityId)
    if (!identity) throw problems.IdentityUnknown()
    if (identity.position === 0) throw problems.MainIdentityStays()
    await links.unlinkAccount(db, id, primaryId, provider, identityId)
    return identities.filter((each) => each !== identity)
  })
}

/** `provider` and `user_id`; an id that already begins with its provider is taken as it is. */
function namedAccount({ provider, user_id: given }: Static<typeof IdentityLink>): string {
  if (given === undefined) throw problems.invalidBody('Missing required property: user_id')
  const id = String(given)
  if (provider === undefined) {
    if (!id.includes('|')) throw problems.invalidBody('Missing required property: provider')
    return id
  }
  return id.startsWith(`${provider}|`) ? id : `${provider}|${id}`
}

/** The person proves with an ID token of the same application that the other account is theirs as well. */
async function accountOfToken(ctx: ApiContext, token: string): Promise<string> {
  let claims: TokenClaims
  try {
    claims = await verifyOwnToken(ctx, token)
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    const said = { issuer: 'must have the same issuer as the calling user.', signature: 'must have an alg of RS256.', expired: 'has expired.', malformed: 'must contains sub claim.' }
    throw problems.linkToken(said[error.reason])
  }
  if (typeof claims['aud'] !== 'string') throw problems.linkToken('contains an invalid aud claim.')
  // A machine acts for its owner, not for a person: its own id is in no ID token.
  if (ctx.caller.userId !== undefined && claims['aud'] !== ctx.caller.clientId) {
    throw problems.linkToken("must have an aud claim that matches that of the calling token's azp.")
  }
  if (!claims.sub.includes('|')) throw problems.linkToken('contains an invalid sub claim.')
  return claims.sub
}
