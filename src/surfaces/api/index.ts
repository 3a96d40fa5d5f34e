/**
 * The Management API: turns declared operations into endpoints under `/api/v2`.
 *
 * Owns how a request is checked and how an answer, a list and an error look. A request is, in turn: authenticated (401),
 * authorized (403), parsed (400), performed, written to the tenant's log, presented. Does not know a single noun: resources
 * come as declarations, and how a token is verified or an event is kept comes as a function.
 */
import { endpoint, type Endpoint } from '#kernel/exchange.ts'
import type { Implemented } from '#kernel/operation.ts'
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { perform, type Tools } from './perform.ts'

export type { RecordEvent } from './audit.ts'
export type { VerifyToken } from './authenticate.ts'
export { parse, type Parsed } from './parse.ts'
export { perform, type Awaited, type Door, type Permit, type PermitQuestion, type Permitted, type Tools } from './perform.ts'
export { problemReply } from './reply.ts'

export const managementPrefix = '/api/v2'

/** @throws when two operations share a name or a route: what is declared twice is declared wrongly. */
export function managementEndpoints(options: { resources: readonly Implemented<ApiContext>[] } & Tools): Endpoint<TenantContext>[] {
  const seen = new Set<string>()
  const once = (what: string) => {
    if (seen.has(what)) throw new Error(`declared twice: ${what}`)
    seen.add(what)
  }
  return options.resources.flatMap(({ operations }) =>
    operations.map((operation) => {
      once(operation.id)
      once(`${operation.method} ${operation.path.replaceAll(/:[^/]+/g, ':')}`)
      return endpoint<TenantContext>({
        name: operation.id,
        http: `${operation.method} ${managementPrefix}${operation.path}` as Endpoint<TenantContext>['http'],
        about: operation.summary,
        authority: 'tenant',
        cors: 'clients',
        handle: (request, ctx) => perform(operation, request, ctx, options),
      })
    }),
  )
}
