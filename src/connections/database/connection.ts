/** The part of a database connection's options that sign-in and sign-up look at; what is absent has its documented default. */

/** A connection as this folder needs it; `Connection` of `resources/connections` is one. */
export type DatabaseConnection = { id: string; name: string; strategy: string; options?: Record<string, unknown> | null | undefined }

/** Who asks, for the tenant's log. */
export type AskingClient = { client_id: string; name?: string | undefined }

export const isDatabase = (connection: { strategy: string }): boolean => connection.strategy === 'auth0'

const option = (connection: DatabaseConnection, name: string): unknown => connection.options?.[name]

export const signUpAllowed = (connection: DatabaseConnection): boolean => option(connection, 'disable_signup') !== true
export const resetAllowed = (connection: DatabaseConnection): boolean => option(connection, 'disable_self_service_change_password') !== true
export const usernamesUsed = (connection: DatabaseConnection): boolean => option(connection, 'requires_username') === true

/** Lengths of user names: 1 to 15 unless `validation.username` says otherwise. */
export function usernameLengths(connection: DatabaseConnection): { min: number; max: number } {
  const validation = option(connection, 'validation') as { username?: { min?: unknown; max?: unknown } | null } | null | undefined
  const { min, max } = validation?.username ?? {}
  return { min: typeof min === 'number' ? min : 1, max: typeof max === 'number' ? max : 15 }
}
