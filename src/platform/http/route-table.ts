/** The declared endpoints of one authority by path. Refuses what the library would let pass: two names alike, two acts in one place. */
import type { Endpoint, HttpMethod } from '#kernel/exchange.ts'

export type Route<Context> = {
  /** `/users/:id` */
  pattern: string
  endpoints: Map<HttpMethod, Endpoint<Context>>
  /** Methods for the Allow header, HEAD beside GET, OPTIONS always. */
  allowed: string
}

export type RouteTable<Context> = {
  routes: Route<Context>[]
  /** The Allow header of the patterns that fit a path which has no route for the method asked. */
  allowedAt(path: string): string | undefined
}

export function routeTable<Context>(endpoints: readonly Endpoint<Context>[]): RouteTable<Context> {
  const byPattern = new Map<string, Map<HttpMethod, Endpoint<Context>>>()
  const names = new Set<string>()
  for (const endpoint of endpoints) {
    const [method, pattern] = endpoint.http.split(' ') as [HttpMethod, string]
    if (names.has(endpoint.name)) throw new Error(`Two endpoints are called ${endpoint.name}.`)
    names.add(endpoint.name)
    const here = byPattern.get(pattern) ?? new Map<HttpMethod, Endpoint<Context>>()
    if (here.has(method)) throw new Error(`${endpoint.name} and ${here.get(method)!.name} both answer ${endpoint.http}.`)
    byPattern.set(pattern, here.set(method, endpoint))
  }
  const routes = [...byPattern].map(([pattern, here]) => ({ pattern, endpoints: here, allowed: allowList([...here.keys()]) }))
  const matchers = routes.map((route) => ({ ...route, expression: expressionOf(route.pattern) }))
  return {
    routes,
    allowedAt(path) {
      const fitting = matchers.filter((matcher) => matcher.expression.test(path))
      return fitting.length === 0 ? undefined : allowList(fitting.flatMap((matcher) => [...matcher.endpoints.keys()]))
    },
  }
}

const allowList = (methods: HttpMethod[]): string =>
  [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).concat('OPTIONS'))].join(', ')

function expressionOf(pattern: string): RegExp {
  const segments = pattern.split('/').map((segment) => {
    if (segment === '*') return '.*'
    return segment.replace(/:[A-Za-z0-9_]+|[.*+?^${}()|[\]\\]/g, (part) => (part.startsWith(':') ? '[^/]+' : `\\${part}`))
  })
  return new RegExp(`^${segments.join('/')}/?$`)
}
