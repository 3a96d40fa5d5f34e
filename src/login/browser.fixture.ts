/** A browser for tests: keeps cookies, reads forms out of pages and submits them through the endpoints' own `handle`. Nothing of the product uses it. */
import assert from 'node:assert/strict'
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { createClient, type Client } from '#resources/clients/index.ts'
import { createConnection, type Connection } from '#resources/connections/index.ts'
import { databaseEndpoints } from '#connections/database/index.ts'
import { testContext, type TestContext } from '../../test/context.ts'
import { beginLogin, loginEndpoints } from './index.ts'

export type Setting = TestContext & { client: Client; connection: Connection }

/** A tenant with one application and one database connection. */
export async function setting(options: Record<string, unknown> = {}, over: { tenant?: string; isRoot?: boolean; connection?: string; client?: Record<string, unknown> } = {}): Promise<Setting> {
  const test = await testContext({ tenant: over.tenant ?? 'main', isRoot: over.isRoot ?? false })
  const client = await createClient(test.ctx, { name: 'Shop', app_type: 'regular_web', callbacks: ['https://shop.example/callback'], ...over.client })
  const connection = await createConnection(test.ctx, { name: over.connection ?? 'Username-Password-Authentication', strategy: 'auth0', options, enabled_clients: [client.client_id] })
  return Object.assign(test, { client, connection })
}

/** Changes the tenant's settings, as seen by requests from now on. */
export async function withSettings(test: Setting, settings: Record<string, unknown>): Promise<TenantContext> {
  await test.process.db.execute('UPDATE tenants SET settings = $2 WHERE id = $1', [test.ctx.tenant.id, JSON.stringify(settings)])
  await test.process.cache.settled(test.ctx.tenant.id)
  return { ...test.ctx, tenant: (await test.process.cache.tenant(test.ctx.tenant.name))! }
}

export const wrongPassword = 'Wrong email or password'
export const goodPassword = 'Tr0mpete-im-Wald'

export class Browser {
  readonly cookies: Record<string, string> = {}
  readonly test: TestContext
  readonly ctx: TenantContext
  /** Headers of every request. */
  headers: Record<string, string> = {}

  constructor(test: TestContext, ctx: TenantContext = test.ctx) {
    this.test = test
    this.ctx = ctx
  }

  context(over: Partial<HttpRequest>): TenantContext {
    return this.test.withRequest({ cookies: { ...this.cookies }, ...over, headers: { ...this.headers, ...over.headers } }, this.ctx)
  }

  /** Begins a login as the protocol engine does; the address of the first page. */
  async begin(client: { client_id: string }, hints: Parameters<typeof beginLogin>[1]['hints'] = {}, more: Partial<Parameters<typeof beginLogin>[1]> = {}): Promise<string> {
    const reply = await beginLogin(this.context({ path: '/authorize' }), { clientId: client.client_id, hints, protocol: { nonce: 'n' }, ...more })
    return this.keep(reply).headers!['location']!
  }

  get(location: string, headers: Record<string, string> = {}): Promise<HttpReply> {
    return this.send('GET', location, undefined, headers)
  }

  post(location: string, form: Record<string, string>, headers: Record<string, string> = { origin: this.ctx.origin }): Promise<HttpReply> {
    return this.send('POST', location, form, headers)
  }

  /** Fills in the form of a page that was shown, hidden fields included. */
  submit(shown: HttpReply, values: Record<string, string>, headers?: Record<string, string>): Promise<HttpReply> {
    const { action, hidden } = formOf(shown)
    return this.post(action, { ...hidden, ...values }, headers)
  }

  private async send(method: 'GET' | 'POST', location: string, body: unknown, headers: Record<string, string>): Promise<HttpReply> {
    const url = new URL(location, this.ctx.origin)
    const found = [...loginEndpoints, ...databaseEndpoints].find((each) => each.http === `${method} ${url.pathname}`)
    assert.ok(found, `no endpoint ${method} ${url.pathname}`)
    const ctx = this.context({ method, path: url.pathname, query: Object.fromEntries(url.searchParams), body, headers })
    return this.keep(await found.handle(ctx.request, ctx))
  }

  private keep(reply: HttpReply): HttpReply {
    for (const cookie of reply.cookies ?? []) this.cookies[cookie.name] = cookie.value
    return reply
  }
}

export const text = (reply: HttpReply): string => String(reply.body)

export function formOf(reply: HttpReply): { action: string; hidden: Record<string, string> } {
  const html = text(reply)
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1]
  assert.ok(action, `no form in ${html}`)
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => [name!, value!] as const)
  return { action, hidden: Object.fromEntries(hidden) }
}

/** Waits until a message has come that fits, and gives the link in it. */
export async function linkIn(test: TestContext, pattern: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    for (const message of (await test.outbox()).toReversed()) {
      // Quoted-printable: undo soft line breaks, then =3D.
      const plain = message.replace(/=\r\n/g, '').replace(/=3D/g, '=')
      const link = plain.match(/https?:\/\/[^\s"<]+ticket=[A-Za-z0-9_-]{43}/)?.[0]
      if (link && pattern.test(link)) return link
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`no message with a link like ${pattern}`)
}

export const logTypes = async (test: TestContext): Promise<string[]> =>
  (await test.process.db.rows<{ type: string }>('SELECT type FROM logs WHERE tenant_id = $1 ORDER BY log_id', [test.ctx.tenant.id])).map((row) => row.type)
