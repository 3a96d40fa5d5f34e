/** Operations and endpoints in one shape: what a caller can reach over HTTP, sorted by path. */
import type { Endpoint } from '#kernel/exchange.ts'
import type { Implemented, Operation } from '#kernel/operation.ts'
import { managementPrefix } from '#surfaces/api/index.ts'
import { appliancePrefix } from '#surfaces/appliance/index.ts'

export type Published = {
  method: string
  /** With `:name` parameters: `/api/v2/clients/:id`. */
  path: string
  /** `clients.rotateSecret`, `oauth.token`. */
  id: string
  about: string
  scopes: readonly string[]
  /** Set for operations of the Management API and of the configuration area. */
  operation: Operation<never> | undefined
  /** Host it answers on. */
  authority: 'tenant' | 'manage'
}

/** @param appliance the nouns of the configuration area, which answer on the dashboard's host under `prefix`. */
export function published(resources: readonly Implemented<never>[], endpoints: readonly Endpoint<never>[], appliance: readonly Implemented<never>[] = [], prefix: string = appliancePrefix): Published[] {
  const operations = [...listed(resources, managementPrefix, 'tenant'), ...listed(appliance, prefix, 'manage')]
  const others = endpoints.map((endpoint): Published => {
    const [method = '', path = ''] = endpoint.http.split(' ')
    return { method, path, id: endpoint.name, about: endpoint.about, scopes: [], operation: undefined, authority: endpoint.authority }
  })
  return [...operations, ...others].sort((a, b) => byText(a.path, b.path) || byText(a.method, b.method) || byText(a.id, b.id))
}

const listed = (resources: readonly Implemented<never>[], prefix: string, authority: Published['authority']): Published[] =>
  resources.flatMap((resource) => resource.operations).map((operation) => ({
    method: operation.method,
    path: `${prefix}${operation.path}`,
    id: operation.id,
    about: operation.summary,
    scopes: operation.scopes,
    operation,
    authority,
  }))

// Not localeCompare: committed files must not depend on the machine's language.
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
