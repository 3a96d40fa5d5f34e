/**
 * The configuration area: turns declared operations of the appliance into endpoints under `https://manage.<base>/api/appliance/v1`.
 *
 * Owns the address and the rules that its declarations obey; how a request is performed is the Management API's pipeline, with the gate
 * of the responsibility matrix between authorization and act. Tokens come from the root tenant authority, made for that address.
 * Does not know a single noun, nor who is responsible for what.
 */
import { endpoint, type Endpoint } from '#kernel/exchange.ts'
import type { Implemented, Operation } from '#kernel/operation.ts'
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { perform, type Permit, type Tools } from '#surfaces/api/index.ts'

export type { Permit, PermitQuestion, Permitted, Awaited } from '#surfaces/api/index.ts'

export const appliancePrefix = '/api/appliance/v1'

/** What tokens for the configuration area are made for; ends in a slash. */
export const applianceAudience = (addresses: { manageOrigin: string }, prefix: string = appliancePrefix): string => `${addresses.manageOrigin}${prefix}/`

/** The scopes that the declarations ask for, each with the summaries of what it opens. */
export function applianceScopes(resources: readonly Implemented<never>[]): { value: string; description: string }[] {
  const opens = new Map<string, string[]>()
  for (const { scopes, summary } of resources.flatMap(({ operations }) => operations)) {
    for (const scope of scopes) opens.set(scope, [...(opens.get(scope) ?? []), summary])
  }
  return [...opens].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, summaries]) => ({ value, description: summaries.join('; ').slice(0, 480) }))
}

/**
 * `Extra` is what the acts get besides the root tenant's context; `prefix` is for an area that is not an appliance's.
 * @throws when two operations share a name or a route, or a change names no row of the matrix (or the reason for none) and no risk.
 */
export function applianceEndpoints<Extra extends object = object>(
  options: { resources: readonly Implemented<ApiContext & Extra>[]; permit?: Permit | undefined; prefix?: string } & Tools,
): Endpoint<TenantContext & Extra>[] {
  const prefix = options.prefix ?? appliancePrefix
  const seen = new Set<string>()
  const once = (what: string) => {
    if (seen.has(what)) throw new Error(`declared twice: ${what}`)
    seen.add(what)
  }
  const door = { ...options, audiences: ({ addresses }: TenantContext) => [applianceAudience(addresses, prefix)] }
  return options.resources.flatMap(({ operations }) =>
    operations.map((operation) => {
      once(operation.id)
      once(`${operation.method} ${operation.path.replaceAll(/:[^/]+/g, ':')}`)
      requireRow(operation as Operation<never>)
      return endpoint<TenantContext & Extra>({
        name: operation.id,
        http: `${operation.method} ${prefix}${operation.path}` as Endpoint<unknown>['http'],
        about: operation.summary,
        authority: 'manage',
        handle: (request, ctx) => perform<Extra>(operation, request, ctx, door),
      })
    }),
  )
}

function requireRow({ id, method, row, risk, people }: Operation<never>): void {
  if (people === 'any' && typeof row !== 'object') throw new Error(`${id} is open to any person and must say why no row of the matrix has a say`)
  if (method === 'GET') return
  if (row === undefined || risk === undefined) throw new Error(`${id} changes something and must declare its row of the matrix and its risk`)
}
