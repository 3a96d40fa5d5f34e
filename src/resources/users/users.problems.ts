/** What can be wrong with a request about users, in the documented words. */
import { Problem, problem } from '#kernel/problem.ts'

export const UserNotFound = problem(404, 'inexistent_user', 'The user does not exist.')
export const UserExists = problem(409, 'user_exists', 'The user already exists.')
export const EmailTaken = problem(400, 'auth0_idp_error', 'The specified new email already exists')
export const UsernameTaken = problem(400, 'auth0_idp_error', 'The specified new username already exists')
export const PhoneTaken = problem(400, 'auth0_idp_error', 'The specified new phone number already exists')

export const PageTooDeep = problem(
  400,
  'invalid_paging',
  'You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation.',
)
export const SearchTimedOut = problem(
  503,
  undefined,
  'The query exceeded the timeout. Please try refining your search criteria. See https://auth0.com/docs/best-practices/search-best-practices.',
)
export const BadSort = problem(400, 'invalid_query_string', "Query validation error: 'sort takes the name of a root attribute and its order, for example created_at:1 or email:-1'.")

const refused = (message: string) => problem(400, 'operation_not_supported', message)
export const ConnectionUnknown = problem(400, 'inexistent_connection', 'Connection does not exist.')
export const ConnectionDisabled = problem(400, 'connection_disabled', 'Connection is disabled.')
export const CreationUnsupported = refused('Connection does not support user creation through the API. It must either be a database or passwordless connection.')
export const NoUsernames = refused('Cannot set username for connection without requires_username.')
export const NotForThisConnection = refused('Connection is not supported for this operation.')
export const EmailOfNonDatabaseUser = refused('Cannot update email for non-database user.')
export const ChangeInDisabledConnection = refused('Cannot change email or password for users in a disabled connection.')
export const NoVerificationForEnterprise = refused('Email verification is not supported for enterprise users.')

export const NotYourself = problem(403, 'insufficient_scope', 'User to be acted on does not match subject in bearer token.')

export const invalidBody = (what: string) => new Problem(400, 'invalid_body', `Payload validation error: '${what}'.`)
export const notTogether = (one: string, other: string) => refused(`Cannot update ${one} and ${other} simultaneously.`)()

export const MetadataOnly = problem(403, 'insufficient_scope', 'Insufficient scope, expected any of: update:users')

const list = (names: readonly string[]) => [...names].sort().join(', ')
export const attributesOfProvider = (names: readonly string[]) =>
  refused(
    `The following user attributes cannot be updated: ${list(names)}. The connection must either be a database connection (using the Auth0 store), a passwordless connection (email or sms) or has disabled 'Sync user profile attributes at each login'.`,
  )()
export const attributesOfSecondary = (names: readonly string[]) =>
  refused(`The following user attributes cannot be updated: ${list(names)}. The specified connection belongs to a secondary identity.`)()
export const attributesStay = (names: readonly string[], connection: string) =>
  refused(
    `The following user attributes cannot be removed: ${list(names)}. The connection (${connection}) must either be a custom database connection with import mode disabled, a social or enterprise connection.`,
  )()

export const IdentityUnknown = problem(404, 'inexistent_identity', 'The user has no such identity.')
export const MainIdentityStays = refused('Main identity cannot be removed.')
export const SameIdentity = refused('Main identity and the new one are the same.')
export const IdentityTaken = problem(409, 'identity_conflict', 'Specified identity already exists.')
export const SecondaryUnlinkable = refused('Unable to link with the secondary account.')
export const SecondaryUnknown = refused('Provided secondary account not found.')
export const LinkNeedsConnection = refused('Linking to an inexistent identity requires a connection.')
export const LinkToNobody = refused('Linking to an inexistent identity is not allowed.')
export const ProviderNotConfigured = refused('The provider/connection is not configured.')
export const linkToken = (what: string) => problem(400, 'invalid_body', `JWT (link_with) ${what}`)()
