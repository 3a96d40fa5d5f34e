/** What may be created and changed, by the kind of connection. Each function throws the documented Problem or returns. */
import type { Static } from '#kernel/schema.ts'
import type { Connection } from '#resources/connections/index.ts'
import * as problems from './users.problems.ts'
import type { UserCreate, UserUpdate } from './users.schema.ts'

export type Creation = Static<typeof UserCreate>
export type Update = Static<typeof UserUpdate>

type Identifier = 'email' | 'username' | 'phone_number'
type AttributeOptions = Record<string, { identifier?: { active?: boolean } } | undefined>

/** Attributes the appliance keeps for itself: as application metadata they would be mistaken for the real ones. */
const reserved = new Set([
  '__tenant', '_id', 'blocked', 'clientID', 'created_at', 'email_verified', 'email', 'globalClientID', 'global_client_id', 'identities',
  'lastIP', 'lastLogin', 'loginsCount', 'metadata', 'multifactor_last_modified', 'multifactor', 'updated_at', 'user_id',
])

export function checkMetadata(appMetadata: Record<string, unknown> | undefined): void {
  const taken = Object.keys(appMetadata ?? {}).find((name) => reserved.has(name))
  if (taken) throw problems.invalidBody(`app_metadata cannot contain the property ${taken}`)
}

/** Names somebody of this connection can log in by, and those of them that every user must have. */
export function identifiersOf({ strategy, options }: Pick<Connection, 'strategy' | 'options'>): { allowed: Identifier[]; required: Identifier[] } {
  if (strategy === 'email') return { allowed: ['email'], required: ['email'] }
  if (strategy === 'sms') return { allowed: ['phone_number'], required: ['phone_number'] }
  const given = options as { attributes?: AttributeOptions; requires_username?: boolean } | undefined
  if (given?.attributes) {
    const active = (['email', 'username', 'phone_number'] as const).filter((name) => given.attributes?.[name]?.identifier?.active)
    return { allowed: ['email', 'username', 'phone_number'], required: active.length === 1 ? active : [] }
  }
  return given?.requires_username
    ? { allowed: ['email', 'username', 'phone_number'], required: ['email', 'username'] }
    : { allowed: ['email', 'phone_number'], required: ['email'] }
}

export function checkCreation(connection: Connection, body: Creation): void {
  if (!['auth0', 'email', 'sms'].includes(connection.strategy)) throw problems.CreationUnsupported()
  if (isDisabled(connection)) throw problems.ConnectionDisabled()
  const { allowed, required } = identifiersOf(connection)
  if (body.username !== undefined && !allowed.includes('username')) throw problems.NoUsernames()
  for (const name of required) if (body[name] === undefined) throw problems.invalidBody(`Missing required property: ${name}`)
  if (!allowed.some((name) => body[name] !== undefined)) throw problems.invalidBody(`Missing required property: ${allowed[0]}`)
  if (connection.strategy === 'auth0' && body.password === undefined && hasPasswords(connection)) {
    throw problems.invalidBody('Missing required property: password')
  }
  if (connection.strategy !== 'auth0' && body.password !== undefined) throw problems.invalidBody('Additional properties not allowed: password')
  checkUsername(connection, body.username)
  checkMetadata(body.app_metadata)
}

const credentials = ['email', 'email_verified', 'phone_number', 'phone_verified', 'username', 'password', 'verify_email', 'verify_phone_number'] as const
const attributes = ['family_name', 'given_name', 'name', 'nickname', 'picture'] as const

/** Which identity is meant: the primary one, or one named by its connection. */
export type UpdateTarget = { connection: Connection | undefined; name: string; isPrimary: boolean }

export function checkUpdate({ connection, name, isPrimary }: UpdateTarget, body: Update): void {
  const has = (member: keyof Update) => body[member] !== undefined
  for (const [one, other] of [
    ['password', 'email'], ['password', 'email_verified'], ['username', 'email'], ['username', 'email_verified'], ['username', 'password'],
  ] as const) {
    if (has(one) && has(other)) throw problems.notTogether(one, other)
  }
  checkMetadata(body.app_metadata)

  const changed = attributes.filter(has)
  if (changed.length > 0) {
    if (!isPrimary) throw problems.attributesOfSecondary(changed)
    if (connection && !ownsAttributes(connection)) throw problems.attributesOfProvider(changed)
    const removed = changed.filter((member) => body[member] === null)
    if (removed.length > 0 && (!connection || isOurs(connection))) throw problems.attributesStay(removed, name)
  }

  if (!credentials.some(has)) return
  if (!connection) throw problems.ConnectionUnknown()
  checkCredentials(connection, body, has)
}

function checkCredentials(connection: Connection, body: Update, has: (member: keyof Update) => boolean): void {
  if (!isOurs(connection)) {
    if (has('email')) throw problems.EmailOfNonDatabaseUser()
    if (has('email_verified') || has('verify_email')) throw problems.NoVerificationForEnterprise()
    throw problems.NotForThisConnection()
  }
  if ((has('email') || has('password')) && isDisabled(connection)) throw problems.ChangeInDisabledConnection()
  if (has('password') && connection.strategy !== 'auth0') throw problems.NotForThisConnection()
  const { allowed, required } = identifiersOf(connection)
  if (has('username') && !allowed.includes('username')) throw problems.NoUsernames()
  if (has('email') && !allowed.includes('email')) throw problems.EmailOfNonDatabaseUser()
  const removed = (['email', 'username', 'phone_number'] as const).filter((member) => body[member] === null && required.includes(member))
  if (removed.length > 0) throw problems.attributesStay(removed, connection.name)
  if (body.password === null) throw problems.attributesStay(['password'], connection.name)
  checkUsername(connection, body.username)
}

/** Nobody can log in through it: no application uses it. */
const isDisabled = (connection: Connection): boolean => connection.enabled_clients.length === 0

/** People of these connections exist nowhere else. */
const isOurs = (connection: Connection): boolean => ['auth0', 'email', 'sms'].includes(connection.strategy)

/** Otherwise the provider's next login would overwrite the change. */
const ownsAttributes = (connection: Connection): boolean =>
  isOurs(connection) || (connection.options as Record<string, unknown> | undefined)?.['set_user_root_attributes'] === 'on_first_login'

const hasPasswords = ({ options }: Connection): boolean =>
  (options as { authentication_methods?: { password?: { enabled?: boolean } } } | undefined)?.authentication_methods?.password?.enabled !== false

function checkUsername({ options }: Connection, username: string | null | undefined): void {
  if (typeof username !== 'string') return
  const given = options as {
    validation?: { username?: { min?: number; max?: number } | null }
    attributes?: { username?: { validation?: { min_length?: number; max_length?: number } } }
  } | undefined
  const min = given?.attributes?.username?.validation?.min_length ?? given?.validation?.username?.min ?? 1
  const max = given?.attributes?.username?.validation?.max_length ?? given?.validation?.username?.max ?? 15
  if (username.length < min) throw problems.invalidBody(`String is too short (${username.length} chars), minimum ${min} on property username`)
  if (username.length > max) throw problems.invalidBody(`String is too long (${username.length} chars), maximum ${max} on property username`)
  // An address as a user name would answer to two people at a login.
  if (/\s|^[^@]+@[^@]+\.[^@]+$/.test(username)) throw problems.invalidBody('username cannot contain spaces or look like an e-mail address')
}
