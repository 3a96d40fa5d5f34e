/** Whom a foreign token speaks of: an identity of a connection, made at first sight where the configuration says so. */
import { Problem } from '#kernel/problem.ts'
import type { Connection } from '#resources/connections/index.ts'
import { createUser, findUserByIdentity, updateUser, type User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { ForeignClaims } from './verify.ts'

export type Behaviour = { create: boolean; update: boolean }

/** undefined: there is nobody, and nobody is made. */
export async function personOf(ctx: TenantContext, connection: Connection, claims: ForeignClaims, { create, update }: Behaviour): Promise<User | undefined> {
  const provider = connection.strategy
  // As logins by such a connection name their people; a database's own have no name of the connection in theirs.
  const identityId = provider === 'auth0' ? claims.sub : `${connection.name}|${claims.sub}`
  const identity = { connection: connection.name, provider, identityId }
  const known = await findUserByIdentity(ctx, identity)
  // Of an account that was linked into another one the attributes are not the person's.
  if (known) return update && known.user_id === `${provider}|${identityId}` ? updateUser(ctx, known.user_id, attributesOf(claims)) : known
  if (!create) return undefined
  try {
    return await createUser(ctx, connection.name, { ...attributesOf(claims), provider, user_id: identityId })
  } catch (error) {
    // Two first tokens at the same moment make one person. An address that is somebody else's makes none.
    const made = error instanceof Problem ? await findUserByIdentity(ctx, identity) : undefined
    if (!made && !(error instanceof Problem)) throw error
    return made
  }
}

const texts = ['name', 'nickname', 'given_name', 'family_name', 'picture'] as const
const longest = 300

function attributesOf(claims: ForeignClaims) {
  const text = (name: string): string | undefined => {
    const value = claims[name]
    return typeof value === 'string' && value !== '' && value.length <= longest && !/\p{Cc}/u.test(value) ? value : undefined
  }
  const email = text('email')
  return {
    ...(email !== undefined && /^[^@\s]+@[^@\s]+$/.test(email) && { email, email_verified: claims['email_verified'] === true }),
    ...Object.fromEntries(texts.flatMap((name) => {
      const value = text(name)
      return value === undefined ? [] : [[name, value]]
    })),
  }
}
