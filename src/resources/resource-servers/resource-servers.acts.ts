/** Making, finding and changing APIs, for the Management API and for the rest of the product alike. */
import { createPublicKey } from 'node:crypto'
import { patched } from '#kernel/patch.ts'
import { Problem } from '#kernel/problem.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { UniqueViolation, type Database } from '#platform/postgres/index.ts'
import { IdentifierReserved, IdentifierTaken } from './resource-servers.contract.ts'
import type { ResourceServer } from './resource-servers.schema.ts'
import {
  anyInsists, insertResourceServer, selectByIdentifier, selectSystem, updateResourceServerRow, type ResourceServerRow,
} from './resource-servers.store.ts'

type Home = Pick<ProcessContext, 'random' | 'secrets'> & { db: Database; tenant: { id: number } }
type Sent = Record<string, unknown> & { identifier: string }

/**
 * The API with that identifier, kept in memory until the tenant's configuration changes. The tenant's own Management API (`is_system`)
 * is found by any of the tenant's origins and carries the identifier it is stored under, not the one asked for.
 */
export const findResourceServer = (ctx: TenantContext, identifier: string): Promise<ResourceServer | undefined> =>
  ctx.cache.keep(ctx.tenant.id, `resource-server:${identifier}`, async () => {
    const row = isOwnApi(ctx, identifier) ? await selectSystem(ctx.db, ctx.tenant.id) : await selectByIdentifier(ctx.db, ctx.tenant.id, identifier)
    return row && fromRow(ctx, row)
  })

/** Whether any API of the tenant takes only tokens bound to a key; kept like the APIs themselves. */
export const possessionInsisted = (ctx: TenantContext): Promise<boolean> =>
  ctx.cache.keep(ctx.tenant.id, 'resource-servers:possession', () => anyInsists(ctx.db, ctx.tenant.id))

export const isOwnApi = (ctx: Pick<TenantContext, 'origins'>, identifier: string): boolean =>
  ctx.origins.some((origin) => identifier === `${origin}/api/v2/`)

/** Audiences that mean something here already; whoever registered them would get tokens meant for us. */
export function checkIdentifier(ctx: TenantContext, identifier: string): void {
  if (isOwnApi(ctx, identifier)) throw IdentifierTaken()
  const own = ctx.origins.some((origin) => ['/api/v2', '/userinfo', '/me', '/my-org'].some((path) => identifier === origin + path || identifier.startsWith(`${origin}${path}/`)))
  if (own || identifier === 'urn:auth0-authz-api') throw IdentifierReserved()
}

/** Lifetimes in seconds. RS256 because a secret shared with an API is a secret shared with everybody who runs it (RFC 8725 section 3.2). */
const defaults = {
  scopes: [],
  signing_alg: 'RS256',
  allow_offline_access: false,
  skip_consent_for_verifiable_first_party_clients: true,
  token_lifetime: 86_400,
  token_lifetime_for_web: 7_200,
  subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'require_client_grant' } },
}

export async function createResourceServer(home: Home, sent: Sent, options: { system?: boolean } = {}): Promise<ResourceServer> {
  const wanted = { ...defaults, ...patched({}, sent), id: home.random.hex(24), is_system: options.system ?? false } as unknown as ResourceServer
  checkResourceServer(wanted)
  try {
    // A savepoint of its own: a conflict must not break the caller's transaction.
    return await home.db.transaction(async (tx) => fromRow(home, await insertResourceServer(tx, home.tenant.id, toRow(home, wanted))))
  } catch (error) {
    throw error instanceof UniqueViolation ? IdentifierTaken() : error
  }
}

/** @param row as locked in the surrounding transaction. */
export async function changeResourceServer(ctx: TenantContext, tx: Database, row: ResourceServerRow, changes: Record<string, unknown>): Promise<ResourceServer> {
  const after = { scopes: [], ...patched(fromRow(ctx, row), changes) } as unknown as ResourceServer
  checkResourceServer(after)
  return fromRow(ctx, await updateResourceServerRow(tx, ctx.tenant.id, toRow(ctx, after)))
}

function checkResourceServer(candidate: ResourceServer): void {
  const refuse = (what: string, property: string): never => {
    throw new Problem(400, 'invalid_body', `Payload validation error: '${what}' on property ${property}.`)
  }
  const values = (candidate.scopes ?? []).map((scope) => scope.value)
  const twice = values.find((value, index) => values.indexOf(value) !== index)
  if (twice !== undefined) refuse(`Duplicate scope: ${twice}`, 'scopes')
  const { token_lifetime: whole = 86_400, token_lifetime_for_web: web } = candidate
  if (web !== undefined && web > whole) candidate.token_lifetime_for_web = whole
  if (candidate.token_encryption && !isRsaKey(candidate.token_encryption.encryption_key.pem)) refuse('The key must be an RSA public key of 2048 bits or more', 'token_encryption.encryption_key.pem')
  for (const field of ['authorization_policy'] as const) {
    if (candidate[field] !== undefined) throw new Problem(400, 'operation_not_supported', `This server does not support ${field} yet.`)
  }
}

function isRsaKey(pem: string): boolean {
  try {
    const key = createPublicKey(pem)
    return !pem.includes('PRIVATE') && key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  } catch {
    return false
  }
}

const columns = ['id', 'identifier', 'name', 'is_system', 'scopes', 'signing_secret']

export function fromRow(ctx: Pick<TenantContext, 'secrets'>, row: ResourceServerRow): ResourceServer {
  return {
    id: row.id,
    ...(row.name === null ? {} : { name: row.name }),
    identifier: row.identifier,
    is_system: row.is_system,
    scopes: row.scopes,
    ...row.body,
    ...(row.secret_sealed === null ? {} : { signing_secret: ctx.secrets.open(row.secret_sealed) }),
  } as ResourceServer
}

/** An HS256 API without a secret gets one; any other algorithm needs none. */
function toRow(home: Pick<Home, 'random' | 'secrets'>, api: ResourceServer): ResourceServerRow {
  const secret = api.signing_alg === 'HS256' ? (api.signing_secret ?? home.random.alphanumeric(32)) : undefined
  return {
    id: api.id,
    identifier: api.identifier,
    name: api.name ?? null,
    is_system: api.is_system,
    scopes: (api.scopes ?? []) as ResourceServerRow['scopes'],
    body: Object.fromEntries(Object.entries(api).filter(([name]) => !columns.includes(name))),
    secret_sealed: secret === undefined ? null : home.secrets.seal(secret),
  }
}
