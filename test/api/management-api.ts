/** The Management API of a tenant over a scratch database, called as a client would call it, without sockets and signatures. */
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'
import { managementEndpoints } from '#surfaces/api/index.ts'
import { record } from '#resources/logs/index.ts'
import { createTenant } from '#resources/tenants/index.ts'
import { resources } from '../../src/modules.ts'
import { testContext, type TestContext } from '../context.ts'

/** Whatever JSON came back, as JSON.parse types it: tests look at it member by member. */
type Json = ReturnType<typeof JSON.parse>
export type Body = Record<string, Json>
export type Answer = { status: number; body: Body }
export type Call = (http: string, options?: { body?: unknown; query?: HttpRequest['query']; scope?: string; tenant?: string }) => Promise<Answer>

export type ManagementApi = { t: TestContext; call: Call; close(): Promise<void> }

/** Two app tenants, `main` and `other`, and the root tenant authority `config`, made as the product makes them. */
export async function managementApi(): Promise<ManagementApi> {
  const t = await testContext({ tenant: 'seed' })
  for (const name of ['main', 'other']) await createTenant(t.process, { name })
  await createTenant(t.process, { name: 'config', isRoot: true })
  const endpoints = managementEndpoints({
    resources,
    recordEvent: record,
    verifyToken: async (ctx, scope) => ({ sub: 'tester@clients', azp: 'tester', gty: 'client-credentials', aud: `${ctx.origin}/api/v2/`, scope: Buffer.from(scope, 'hex').toString() }),
  })
  const every = [...new Set(resources.flatMap((resource) => resource.operations.flatMap((operation) => operation.scopes)))].join(' ')

  const call: Call = async (http, { body, query = {}, scope = every, tenant = 'main' } = {}) => {
    const [method, path] = http.split(' ') as [HttpRequest['method'], string]
    const found = endpoints
      .filter((each) => each.http.startsWith(`${method} `))
      .map((each) => ({ each, match: pattern(each.http.split(' ')[1]!).exec(`/api/v2${path}`) }))
      .filter(({ match }) => match)
      // A literal segment wins over a parameter, as in the router.
      .sort((a, b) => a.each.http.split(':').length - b.each.http.split(':').length)[0]
    if (!found) throw new Error(`no such endpoint: ${http}`)
    const params = Object.fromEntries(Object.entries(found.match!.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]))
    const base = await t.tenant(tenant)
    const ctx = t.withRequest(
      {
        method, path: `/api/v2${path}`, params, query, body, contentType: body === undefined ? undefined : 'application/json',
        headers: { authorization: `Bearer ${Buffer.from(scope).toString('hex') || '00'}`, 'user-agent': 'test' },
      },
      base,
    )
    const reply: HttpReply = await found.each.handle(ctx.request, ctx)
    return { status: reply.status, body: reply.body === undefined ? {} : (JSON.parse(JSON.stringify(reply.body)) as Body) }
  }
  return { t, call, close: () => t.close() }
}

const pattern = (path: string) => new RegExp(`^${path.replaceAll(/:([^/]+)/g, '(?<$1>[^/]+)')}$`)

export const said = ({ status, body }: Answer): string => `${status} ${body['errorCode']} ${body['message']}`
