/** Making, finding and changing applications, for the Management API and for the rest of the product alike. */
import { patched } from '#kernel/patch.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { AliasTaken } from './clients.contract.ts'
import { clientDefaults, jwtConfiguration, refreshTokenSettings } from './clients.defaults.ts'
import { fromRow, toRow } from './clients.rows.ts'
import { checkClient, checkMethods } from './clients.rules.ts'
import type { Client } from './clients.schema.ts'
import { addCredential, checkReferences, takeCredentials } from './credentials.acts.ts'
import { aliasTaken, insertClient, lockFirstByName, oldestNamed, selectClient, updateClientRow, type ClientRow } from './clients.store.ts'

/** The application, secret included; kept in memory until the tenant's configuration changes. Includes the global client (`global: true`). */
export const findClient = (ctx: TenantContext, clientId: string): Promise<Client | undefined> =>
  ctx.cache.keep(ctx.tenant.id, `client:${clientId}`, async () => {
    const row = await selectClient(ctx.db, ctx.tenant.id, clientId)
    return row && fromRow(ctx, row)
  })

/** Where an application is made: a request's tenant, or one that is being created. */
export type ClientHome = Pick<ProcessContext, 'random' | 'secrets'> & { db: Database; tenant: { id: number; name: string } }

/**
 * @param sent documented fields; absent ones get their defaults, null counts as absent.
 * @throws Problem 400 when fields contradict one another, 409 when an alias is taken.
 */
export async function createClient(home: ClientHome, sent: Record<string, unknown> & { name: string }, options: { global?: boolean; clientId?: string } = {}): Promise<Client> {
  const wanted = structuredClone(patched({}, renamed(sent))) as Partial<Client>
  checkMethods(wanted, {})
  const credentials = takeCredentials(home, wanted)
  const client = {
    ...clientDefaults(wanted),
    ...wanted,
    jwt_configuration: jwtConfiguration(wanted.jwt_configuration),
    refresh_token: refreshTokenSettings(wanted.refresh_token),
    ...(wanted.client_metadata ? { client_metadata: patched({}, wanted.client_metadata) as Record<string, string> } : {}),
    client_id: options.clientId ?? home.random.alphanumeric(32),
    client_secret: newSecret(home),
    global: options.global ?? false,
  }
  checkClient(client)
  return home.db.transaction(async (tx) => {
    await refuseTakenAliases(tx, home.tenant.id, client)
    const row = await insertClient(tx, home.tenant.id, toRow(home, client))
    for (const credential of credentials) await addCredential(tx, home.tenant.id, client.client_id, credential)
    return fromRow(home, row)
  })
}

/** Id of the oldest application of that name. */
export const oldestClientNamed = (ctx: Pick<TenantContext, 'db' | 'tenant'>, name: string): Promise<string | undefined> => oldestNamed(ctx.db, ctx.tenant.id, name)

/** Changes the oldest application of that name, if there is one. */
export const changeClientNamed = (home: ClientHome, name: string, changes: Record<string, unknown>): Promise<Client | undefined> =>
  home.db.transaction(async (tx) => {
    const row = await lockFirstByName(tx, home.tenant.id, name)
    return row && changeClient(home, tx, row, changes)
  })

/** @param row as locked in the surrounding transaction. */
export async function changeClient(ctx: Omit<ClientHome, 'db'>, tx: Database, row: ClientRow, changes: Record<string, unknown>): Promise<Client> {
  const before = fromRow(ctx, row)
  const after = patched(before, renamed(changes)) as Client
  // Metadata is merged key by key; a key goes when it is null.
  if (changes['client_metadata']) after.client_metadata = patched(before.client_metadata ?? {}, changes['client_metadata'] as Record<string, unknown>) as Record<string, string>
  if (changes['jwt_configuration']) after.jwt_configuration = jwtConfiguration({ ...before.jwt_configuration, ...(changes['jwt_configuration'] as object) })
  if (changes['refresh_token'] !== undefined) after.refresh_token = refreshTokenSettings(after.refresh_token)
  checkMethods(changes, before)
  if (changes['client_authentication_methods']) delete after.token_endpoint_auth_method
  checkClient(after)
  await checkReferences(tx, ctx.tenant.id, after)
  await refuseTakenAliases(tx, ctx.tenant.id, after)
  return fromRow(ctx, await updateClientRow(tx, ctx.tenant.id, toRow(ctx, after)))
}

export const newSecret = (home: Pick<ProcessContext, 'random'>): string => home.random.token(48)

/** The deprecated name means the same field. */
function renamed(sent: Record<string, unknown>): Record<string, unknown> {
  const { oidc_backchannel_logout: old, ...rest } = sent
  return old === undefined ? rest : { oidc_logout: old, ...rest }
}

async function refuseTakenAliases(tx: Database, tenantId: number, client: Partial<Client> & { client_id: string }): Promise<void> {
  const aliases = client.client_aliases ?? []
  if (aliases.length > 0 && (await aliasTaken(tx, tenantId, client.client_id, aliases))) throw AliasTaken()
}
