/** Between the documented object and its row: columns for what is searched, the sealed part for keys, `body` for the rest. */
import type { TenantContext } from '#platform/context/index.ts'
import type { Client } from './clients.schema.ts'
import type { ClientRow } from './clients.store.ts'

type Box = Pick<TenantContext, 'secrets'>
export type StoredClient = Omit<ClientRow, 'created_at' | 'updated_at'>

const sealedFields = ['client_secret', 'encryption_key', 'addons']
const columnFields = ['client_id', 'name', 'app_type', 'is_first_party', 'tenant', 'global', 'created_at', 'updated_at']

export function fromRow(ctx: Box & { tenant: { name: string } }, row: ClientRow): Client {
  const sealed = row.secret_sealed === null ? {} : (JSON.parse(ctx.secrets.open(row.secret_sealed)) as Record<string, unknown>)
  return {
    client_id: row.client_id,
    tenant: ctx.tenant.name,
    global: row.is_global,
    name: row.name,
    ...(row.app_type === null ? {} : { app_type: row.app_type }),
    is_first_party: row.is_first_party,
    ...row.body,
    ...sealed,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  } as Client
}

export function toRow(ctx: Box, client: Record<string, unknown>): StoredClient {
  const part = (keep: (name: string) => boolean) => Object.fromEntries(Object.entries(client).filter(([name]) => keep(name)))
  const sealed = part((name) => sealedFields.includes(name))
  return {
    client_id: client['client_id'] as string,
    name: client['name'] as string,
    app_type: (client['app_type'] as string | undefined) ?? null,
    is_first_party: client['is_first_party'] !== false,
    is_global: client['global'] === true,
    secret_sealed: Object.keys(sealed).length === 0 ? null : ctx.secrets.seal(JSON.stringify(sealed)),
    body: part((name) => !sealedFields.includes(name) && !columnFields.includes(name)),
  }
}
