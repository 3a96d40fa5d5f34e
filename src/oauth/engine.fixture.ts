/**
 * A tenant with an application of each kind, an API and a person, and a browser that keeps cookies and fills in the real forms:
 * for the engine's tests, which call endpoints as the server would.
 */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import type { Endpoint, HttpReply, HttpRequest } from '#kernel/exchange.ts'
import { signUp } from '#connections/database/index.ts'
import { loginEndpoints } from '#login/index.ts'
import { createClientGrant } from '#resources/client-grants/index.ts'
import { createClient, type Client } from '#resources/clients/index.ts'
import { createConnection, findConnection } from '#resources/connections/index.ts'
import { createResourceServer } from '#resources/resource-servers/index.ts'
import { createTenant } from '#resources/tenants/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { request, testContext, type TestContext } from '../../test/context.ts'
import { oauthEndpoints } from './index.ts'

export const callback = 'https://app.example.com/callback'
export const password = 'Corr3ct-Horse-Battery!'
export const apiIdentifier = 'https://api.example.com/'
const endpoints: Endpoint<TenantContext>[] = [...oauthEndpoints, ...loginEndpoints]

export type Engine = {
  t: TestContext
  ctx: TenantContext
  /** Made with the tenant: may everything in its Management API. */
  management: { client_id: string; client_secret: string }
  web: Client
  spa: Client
  user: User
  connectionId: string
  client(over: Record<string, unknown>): Promise<Client>
  api(over: Record<string, unknown> & { identifier: string }): Promise<void>
  /** POST /oauth/token, form unless told otherwise. */
  token(body: Record<string, unknown>, over?: Partial<HttpRequest>): Promise<Answer>
  call(http: string, over?: Partial<HttpRequest>): Promise<HttpReply>
  browser(): Browser
  /** Type codes in the tenant's log, oldest first. */
  events(): Promise<string[]>
  close(): Promise<void>
}

// Tests read whatever is in there; a wrong guess fails the test.
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = Record<string, any>
export type Answer = { status: number; headers: Record<string, string>; body: Loose }

export async function startEngine(name = 'engine'): Promise<Engine> {
  const t = await testContext()
  const { client: management } = await createTenant(t.process, { name })
  const ctx = await t.tenant(name)
  const settled = () => ctx.cache.settled(ctx.tenant.id)
  const database = await createConnection(ctx, { name: 'people', strategy: 'auth0', options: {} })
  const enable = (client: Client) => ctx.db.execute('INSERT INTO connection_clients (tenant_id, connection_id, client_id) VALUES ($1, $2, $3)', [ctx.tenant.id, database.id, client.client_id])
  const client = async (over: Record<string, unknown>) => {
    const made = await createClient(ctx, { name: 'App', callbacks: [callback], ...over })
    await enable(made)
    await settled()
    return made
  }
  const api = async (over: Record<string, unknown> & { identifier: string }) => {
    await createResourceServer(ctx, { scopes: [{ value: 'read:things' }, { value: 'write:things' }], allow_offline_access: true, skip_consent_for_verifiable_first_party_clients: true, ...over })
    await settled()
  }
  const all = ['authorization_code', 'implicit', 'refresh_token', 'client_credentials', 'password', 'http://auth0.com/oauth/grant-type/password-realm']
  const web = await client({ app_type: 'regular_web', grant_types: all, allowed_logout_urls: ['https://app.example.com/bye'] })
  const spa = await client({
    app_type: 'spa', token_endpoint_auth_method: 'none', web_origins: ['https://app.example.com'],
    refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 2_592_000, idle_token_lifetime: 1_296_000 },
  })
  await api({ identifier: apiIdentifier })
  await createClientGrant(ctx, { client_id: web.client_id, audience: apiIdentifier, scope: ['read:things', 'write:things'] })
  await settled()
  const connection = await findConnection(ctx, 'people')
  const user = await signUp(ctx, connection!, { email: 'jane@example.com', password })

  const call = async (http: string, over: Partial<HttpRequest> = {}): Promise<HttpReply> => {
    const [method, path] = http.split(' ') as [HttpRequest['method'], string]
    const endpoint = endpoints.find((each) => each.http === http)
    assert.ok(endpoint, `no endpoint ${http}`)
    // As the server does it: the tenant is read anew for each request.
    const tenant = (await ctx.cache.tenant(name))!
    const asked = request({ ...ctx.request, ip: '192.0.2.9', method, path, ...over })
    return endpoint.handle(asked, { ...ctx, tenant, request: asked })
  }
  return {
    t, ctx, management, web, spa, user, client, api, call,
    connectionId: database.id,
    async token(body, over = {}) {
      const reply = await call('POST /oauth/token', { body, contentType: 'application/x-www-form-urlencoded', ...over })
      return { status: reply.status, headers: reply.headers ?? {}, body: JSON.parse(String(reply.body)) }
    },
    browser: () => createBrowser(call),
    events: async () => (await ctx.db.rows<{ type: string }>('SELECT type FROM logs WHERE tenant_id = $1 ORDER BY log_id', [ctx.tenant.id])).map((row) => row.type),
    close: () => t.close(),
  }
}

export type Browser = {
  cookies: Map<string, string>
  /** One request, no redirect followed. */
  go(url: string, form?: Record<string, string>): Promise<HttpReply>
  /** Follows redirects on this host; fills in sign-in and consent; stops at a page of another kind or at the application's address. */
  travel(url: string, options?: { email?: string; password?: string; consent?: 'accept' | 'deny' }): Promise<HttpReply>
}

function createBrowser(call: Engine['call']): Browser {
  const cookies = new Map<string, string>()
  const go: Browser['go'] = async (url, form) => {
    const { pathname, searchParams } = new URL(url, 'https://here.invalid')
    const query: Record<string, string | string[]> = {}
    for (const name of new Set(searchParams.keys())) {
      const values = searchParams.getAll(name)
      query[name] = values.length > 1 ? values : values[0]!
    }
    const reply = await call(`${form ? 'POST' : 'GET'} ${pathname}`, {
      query, cookies: Object.fromEntries(cookies), ...(form && { body: form, contentType: 'application/x-www-form-urlencoded' }),
    })
    for (const cookie of reply.cookies ?? []) {
      if (cookie.maxAge === 0) cookies.delete(cookie.name)
      else cookies.set(cookie.name, cookie.value)
    }
    return reply
  }
  return {
    cookies,
    go,
    async travel(url, options = {}) {
      let reply = await go(url)
      for (let step = 0; step < 12; step++) {
        const location = reply.headers?.['location']
        if (location?.startsWith('/')) reply = await go(location)
        else if (location !== undefined) return reply
        else {
          const form = readForm(String(reply.body))
          if (!form?.action.startsWith('/u/') || reply.status !== 200) return reply
          const consent = form.action.startsWith('/u/consent')
          reply = await go(form.action, {
            ...form.hidden,
            ...(consent ? { action: options.consent ?? 'accept' } : { username: options.email ?? 'jane@example.com', password: options.password ?? password, action: 'default' }),
          })
        }
      }
      throw new Error('The browser went in circles.')
    },
  }
}

function readForm(html: string): { action: string; hidden: Record<string, string> } | undefined {
  const action = /<form[^>]*action="([^"]*)"/.exec(html)?.[1]
  if (action === undefined) return undefined
  const hidden: Record<string, string> = {}
  for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    hidden[/name="([^"]*)"/.exec(input)![1]!] = unescape(/value="([^"]*)"/.exec(input)?.[1] ?? '')
  }
  return { action: unescape(action), hidden }
}

const unescape = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#34;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

export const hiddenFields = (html: string) => readForm(html)?.hidden ?? {}

export function pkce() {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export const authorizeUrl = (parameters: Record<string, string | undefined>) =>
  `/authorize?${new URLSearchParams(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined))}`

/** What came back to the application, from query or fragment. */
export function returned(reply: HttpReply): { to: string; parameters: Record<string, string> } {
  const location = reply.headers?.['location']
  assert.equal(reply.status, 302, `no redirect but ${reply.status} ${String(reply.body).slice(0, 2000)}`)
  const url = new URL(location!)
  return { to: url.origin + url.pathname, parameters: Object.fromEntries(new URLSearchParams(url.hash ? url.hash.slice(1) : url.search)) }
}

export const claimsOf = (jwt: string): Loose => JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString())
export const headerOf = (jwt: string): Loose => JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString())
