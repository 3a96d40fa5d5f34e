/** A person of one tenant, as stored: null where nothing is known. */
export type User = {
  /** `auth0|66f…`: provider of the primary identity, a bar, its id. */
  user_id: string
  /** Name of the connection the primary identity comes from. */
  connection: string
  email: string | null
  email_verified: boolean
  username: string | null
  /** E.164: `+` and digits. */
  phone_number: string | null
  phone_verified: boolean
  name: string | null
  nickname: string | null
  given_name: string | null
  family_name: string | null
  picture: string | null
  blocked: boolean
  /** Further root attributes: `locale`, `gender`, what a provider told. */
  profile: Record<string, unknown>
  user_metadata: Record<string, unknown>
  app_metadata: Record<string, unknown>
  logins_count: number
  last_login: Date | null
  last_ip: string | null
  last_password_reset: Date | null
  created_at: Date
  updated_at: Date
  /** Set when this account has been linked into another one and no longer stands for itself; see `accountOf`. */
  linked_to: string | null
}

/** One way in. Position 0 is the primary identity, whose attributes are the user's own. */
export type Identity = {
  user_id: string
  provider: string
  /** Without the provider prefix. */
  identity_id: string
  connection: string
  is_social: boolean
  position: number
  /** What the account said of itself when it was linked: `profileData` on the wire. */
  profile: Record<string, unknown>
}

type Attributes = {
  email?: string | null | undefined
  email_verified?: boolean | undefined
  username?: string | null | undefined
  phone_number?: string | null | undefined
  phone_verified?: boolean | undefined
  name?: string | null | undefined
  nickname?: string | null | undefined
  given_name?: string | null | undefined
  family_name?: string | null | undefined
  picture?: string | null | undefined
  blocked?: boolean | undefined
  profile?: Record<string, unknown> | undefined
  user_metadata?: Record<string, unknown> | undefined
  app_metadata?: Record<string, unknown> | undefined
}

export type NewUser = Attributes & {
  /** The part after the bar; 24 hexadecimal digits are made when absent. */
  user_id?: string | undefined
  /** The part before the bar; `auth0` (a database connection) when absent. */
  provider?: string | undefined
  is_social?: boolean | undefined
}

/**
 * What is given is changed. Metadata and profile are merged at their first level; a null there removes the member,
 * an empty object removes them all.
 */
export type UserChanges = Attributes & { last_password_reset?: Date | undefined }
