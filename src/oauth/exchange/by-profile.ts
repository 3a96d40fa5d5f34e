/**
 * A subject token of a trusted issuer, as a token exchange profile of the tenant's says: verified with that issuer's keys, and the person found by their
 * user id or by an identity of a connection. The application must be a first party that may use profiles: nobody is asked for consent here.
 */
import { OAuthError } from '#kernel/problem.ts'
import { findConnection } from '#resources/connections/index.ts'
import type { TokenExchangeProfile } from '#resources/token-exchange-profiles/index.ts'
import { findUser, type User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { CallingClient } from '../client-authentication/index.ts'
import { ForeignTokenRefused, personOf, verifyForeign, type ForeignClaims } from '../trusted-issuers/index.ts'
import type { Exchanged } from './exchanged.ts'

const refused = (detail: string) => new OAuthError(403, 'invalid_grant', 'The subject token is invalid or has expired.', { detail: `subject token: ${detail}` })

export const byProfile = ({ trusted_issuer: trusted }: TokenExchangeProfile) =>
  async (ctx: TenantContext, { client }: CallingClient, subjectToken: string): Promise<Exchanged> => {
    if (client.is_first_party === false || !client.token_exchange?.allow_any_profile_of_type?.includes('custom_authentication')) {
      throw new OAuthError(403, 'unauthorized_client', 'The client may not use token exchange profiles: it must be a first party and allow custom_authentication.')
    }
    const audiences = trusted.audience === undefined ? ctx.origins.map((origin) => `${origin}/`) : [trusted.audience]
    const claims = await verified(ctx, { ...trusted, audiences }, subjectToken)
    const user = trusted.user_by === 'id' ? await findUser(ctx, claims.sub) : await identified(ctx, trusted, claims)
    if (!user || user.blocked) throw refused('stands for no person')
    return { user, connection: trusted.connection ?? user.connection }
  }

async function verified(...order: Parameters<typeof verifyForeign>): Promise<ForeignClaims> {
  try {
    return await verifyForeign(...order)
  } catch (error) {
    throw error instanceof ForeignTokenRefused ? refused(error.message) : error
  }
}

async function identified(ctx: TenantContext, trusted: TokenExchangeProfile['trusted_issuer'], claims: ForeignClaims): Promise<User | undefined> {
  const connection = await findConnection(ctx, trusted.connection!)
  if (!connection) throw refused('the connection of the profile is gone')
  return personOf(ctx, connection, claims, { create: trusted.creation_behavior === 'create_if_not_exists', update: trusted.update_behavior === 'replace' })
}
