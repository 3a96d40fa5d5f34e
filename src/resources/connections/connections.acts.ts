/** Making, finding and changing connections, for the Management API and for the rest of the product alike. */
import { patched } from '#kernel/patch.ts'
import { Problem } from '#kernel/problem.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { UniqueViolation, type Database } from '#platform/postgres/index.ts'
import { ConnectionNotFound, NameTaken, RealmTaken } from './connections.contract.ts'
import { sealedOptions, type Connection } from './connections.schema.ts'
import { insertConnection, realmTaken, selectByNameOrId, selectConnection, selectOfClient, updateConnectionRow, type ConnectionRow } from './connections.store.ts'
import { disableOtherClients, enableClients, existingClients } from './enabled-clients.store.ts'

/** By name or, failing that, by id; secret options included; kept in memory until the tenant's configuration changes. */
export const findConnection = (ctx: TenantContext, nameOrId: string): Promise<Connection | undefined> =>
  ctx.cache.keep(ctx.tenant.id, `connection:${nameOrId}`, async () => {
    const row = await selectByNameOrId(ctx.db, ctx.tenant.id, nameOrId)
    return row && fromRow(ctx, row)
  })

/** The connections an application may offer, oldest first; of whatever strategy, so callers pick what they can serve. */
export const connectionsOfClient = (ctx: TenantContext, clientId: string): Promise<Connection[]> =>
  ctx.cache.keep(ctx.tenant.id, `connections-of:${clientId}`, async () =>
    (await selectOfClient(ctx.db, ctx.tenant.id, clientId)).map((row) => fromRow(ctx, row)))

type Home = Pick<ProcessContext, 'random' | 'secrets'> & { db: Database; tenant: { id: number } }
type Sent = Record<string, unknown> & Pick<Connection, 'name' | 'strategy'> & { enabled_clients?: string[] }

export async function createConnection(home: Home, sent: Sent): Promise<Connection> {
  const { enabled_clients = [], ...rest } = sent
  const connection = {
    realms: [sent.name],
    is_domain_connection: false,
    ...patched({}, rest),
    options: { ...defaultOptions(sent.strategy), ...(rest['options'] as object | undefined) },
    id: `con_${home.random.alphanumeric(16)}`,
  } as unknown as Connection
  checkOptions(connection)
  try {
    return await home.db.transaction(async (tx) => {
      if (await realmTaken(tx, home.tenant.id, connection.id, connection.realms)) throw RealmTaken()
      await insertConnection(tx, home.tenant.id, toRow(home, connection))
      await enableOnly(tx, home.tenant.id, connection.id, enabled_clients)
      return present(home, tx, connection.id)
    })
  } catch (error) {
    // Its name is its first realm, so a taken name shows as a taken realm first.
    if (error instanceof UniqueViolation || (error instanceof Problem && error.message === RealmTaken.message && (await nameExists(home, sent.name)))) throw NameTaken()
    throw error
  }
}

const nameExists = async (home: Home, name: string): Promise<boolean> => (await selectByNameOrId(home.db, home.tenant.id, name))?.name === name

/** @param row as locked in the surrounding transaction. Options are replaced as a whole; null empties them. */
export async function changeConnection(ctx: TenantContext, tx: Database, row: ConnectionRow, changes: Record<string, unknown>): Promise<Connection> {
  const { enabled_clients, ...rest } = changes
  const after = { realms: [row.name], options: {}, ...patched(fromRow(ctx, row), rest) } as unknown as Connection
  checkOptions(after)
  if (changes['realms'] !== undefined && (await realmTaken(tx, ctx.tenant.id, row.id, after.realms))) throw RealmTaken()
  await updateConnectionRow(tx, ctx.tenant.id, toRow(ctx, after))
  if (enabled_clients !== undefined) await enableOnly(tx, ctx.tenant.id, row.id, (enabled_clients as string[] | null) ?? [])
  return present(ctx, tx, row.id)
}

async function enableOnly(tx: Database, tenantId: number, connectionId: string, clientIds: string[]): Promise<void> {
  const known = await existingClients(tx, tenantId, clientIds)
  const unknown = clientIds.find((clientId) => !known.includes(clientId))
  if (unknown !== undefined) throw new Problem(400, 'invalid_body', `Payload validation error: 'There is no client ${unknown}' on property enabled_clients.`)
  await disableOtherClients(tx, tenantId, connectionId, clientIds)
  await enableClients(tx, tenantId, connectionId, clientIds)
}

async function present(home: Home, tx: Database, id: string): Promise<Connection> {
  const row = await selectConnection(tx, home.tenant.id, id)
  if (!row) throw ConnectionNotFound()
  return fromRow(home, row)
}

function defaultOptions(strategy: string): Record<string, unknown> {
  if (strategy !== 'auth0') return {}
  return {
    passwordPolicy: 'good',
    brute_force_protection: true,
    strategy_version: 2,
    mfa: { active: true, return_enroll_settings: true },
    authentication_methods: { password: { enabled: true }, passkey: { enabled: false } },
  }
}

/** A database of the customer's own needs scripts that run; until they do, a login would silently ask the wrong place. */
function checkOptions({ options, strategy }: Connection): void {
  const refuse = (option: string): never => {
    throw new Problem(400, 'operation_not_supported', `This server does not support options.${option} yet.`)
  }
  if (strategy === 'auth0' && options.enabledDatabaseCustomization) refuse('enabledDatabaseCustomization')
  if (strategy === 'auth0' && options.import_mode) refuse('import_mode')
  const { min, max } = options.validation?.username ?? {}
  if (min !== undefined && max !== undefined && min > max) {
    throw new Problem(400, 'invalid_body', "Payload validation error: 'min must not be greater than max' on property options.validation.username.")
  }
}

export function fromRow(ctx: Pick<TenantContext, 'secrets'>, row: ConnectionRow): Connection {
  const sealed = row.options_sealed === null ? {} : (JSON.parse(ctx.secrets.open(row.options_sealed)) as object)
  const { id, name, strategy, enabled_clients } = row
  return { id, name, strategy, ...row.body, options: { ...row.options, ...sealed }, enabled_clients } as unknown as Connection
}

function toRow(home: Pick<Home, 'secrets'>, connection: Connection): Omit<ConnectionRow, 'enabled_clients'> {
  const { id, name, strategy, options, enabled_clients: _, ...body } = connection
  const part = (secret: boolean) => Object.fromEntries(Object.entries(options).filter(([option]) => sealedOptions.includes(option) === secret))
  const sealed = part(true)
  return {
    id, name, strategy, body,
    options: part(false),
    options_sealed: Object.keys(sealed).length === 0 ? null : home.secrets.seal(JSON.stringify(sealed)),
  }
}
