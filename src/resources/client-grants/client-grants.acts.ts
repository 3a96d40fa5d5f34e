/** Making and finding client grants, for the Management API and for the token endpoint. */
import { Problem } from '#kernel/problem.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { ForeignKeyViolation, UniqueViolation, type Database } from '#platform/postgres/index.ts'
import { findResourceServer, type ResourceServer } from '#resources/resource-servers/index.ts'
import { ApiNotFound, GrantClientNotFound, GrantTaken, type ClientGrant } from './client-grants.contract.ts'
import { insertGrant, selectGrantOf, type ClientGrantRow } from './client-grants.store.ts'

/**
 * What an application may ask of an API in its own name; undefined: nothing. Scopes the API has lost meanwhile are not among them.
 * @param identifier the API's; the tenant's own API is found by any of the tenant's origins.
 */
export async function findClientGrant(ctx: TenantContext, clientId: string, identifier: string, subjectType = 'client'): Promise<{ scope: string[] } | undefined> {
  const api = await findResourceServer(ctx, identifier)
  if (!api) return undefined
  return ctx.cache.keep(ctx.tenant.id, `client-grant:${subjectType}:${clientId}:${api.identifier}`, async () => {
    const row = await selectGrantOf(ctx.db, ctx.tenant.id, clientId, api.identifier, subjectType)
    if (!row) return undefined
    const declared = (api.scopes ?? []).map((scope) => scope.value)
    return { scope: row.body['allow_all_scopes'] === true ? declared : row.scope.filter((scope) => declared.includes(scope)) }
  })
}

export function checkScopes(api: ResourceServer, scope: readonly string[]): void {
  const declared = new Set((api.scopes ?? []).map(({ value }) => value))
  const unknown = scope.filter((value) => !declared.has(value))
  if (unknown.length > 0) {
    throw new Problem(400, 'invalid_body', `Payload validation error: 'The following scopes are not defined by the API ${api.identifier}: ${unknown.slice(0, 20).join(', ')}' on property scope.`)
  }
}

type Home = Pick<ProcessContext, 'random'> & { db: Database; tenant: { id: number } }
type Sent = Omit<ClientGrant, 'id' | 'scope' | 'subject_type'> & Partial<Pick<ClientGrant, 'scope' | 'subject_type'>>

/** @param sent `audience` is the identifier under which the API is stored; its scopes have been checked. */
export async function createClientGrant(home: Home, sent: Sent): Promise<ClientGrant> {
  const { client_id, audience, scope = [], subject_type = 'client', ...body } = sent
  const row = { id: `cgr_${home.random.alphanumeric(16)}`, client_id, audience, scope: [...new Set(scope)], subject_type, body }
  try {
    return await home.db.transaction(async (tx) => grantOf(await insertGrant(tx, home.tenant.id, row)))
  } catch (error) {
    if (error instanceof UniqueViolation) throw GrantTaken()
    if (error instanceof ForeignKeyViolation) throw error.constraint.includes('audience') ? ApiNotFound() : GrantClientNotFound()
    throw error
  }
}

export const grantOf = ({ id, client_id, audience, scope, subject_type, body }: ClientGrantRow): ClientGrant =>
  ({ id, client_id, audience, scope, subject_type, ...body }) as ClientGrant
