/** Operations and endpoints in one shape: what a caller can reach over HTTP, sorted by path. */
import type { Endpoint } from '#kernel/exchange.ts'
import type { Implemented, Operation } from '#kernel/operation.ts'

export type Published = {
  method: string
  /** With `:name` parameters: `/api/v2/clients/:id`. */
  path: string
  /** `clients.rotateSecret`, `oauth.token`. */
  id: string
  about: string
  scopes: readonly string[]
  /** Set for operations of the Management API. */
  operation: Operation<never> | undefined
  /** Host it answers on. */
  authority: 'tenant' | 'manage'
}

export const managementPrefix = '/api/v2'

export function published(resources: readonly Implemented<never>[], endpoints: readonly Endpoint<never>[]): Published[] {
  const operations = resources.flatMap((resource) => resource.operations).map((operation): Published => ({
    method: operation.method,
    path: `${managementPrefix}${operation.path}`,
    id: operation.id,
    about: operation.summary,
    scopes: operation.scopes,
    operation,
    authority: 'tenant',
  }))
  const others = endpoints.map((endpoint): Published => {
    const [method = '', path = ''] = endpoint.http.split(' ')
    return { method, path, id: endpoint.name, about: endpoint.about, scopes: [], operation: undefined, authority: endpoint.authority }
  })
  return [...operations, ...others].sort((a, b) => byText(a.path, b.path) || byText(a.method, b.method) || byText(a.id, b.id))
}

// Not localeCompare: committed files must not depend on the machine's language.
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
