// `express-openid-connect` and `express-oauth2-jwt-bearer`, unmodified: a web application and an API, as their readmes set them up.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Application as ExpressApplication, type Next, type Request, type Response } from 'express'
import { auth as bearer, requiredScopes } from 'express-oauth2-jwt-bearer'
import openIdConnect from 'express-openid-connect'
import type { Appliance } from '../appliance.ts'
import { furnished } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { random, throughPages, token } from '../sign-in.ts'
import { visitor, type Page, type Visitor } from '../visitor.ts'

const { auth, requiresAuth } = openIdConnect
const api = 'https://express.example/'

async function listen(app: ExpressApplication, host = 'app.bailiwick.localhost'): Promise<{ server: Server; origin: string }> {
  const server = createServer(app)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { server, origin: `http://${host}:${(server.address() as AddressInfo).port}` }
}

describe('express', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>
  const servers: Server[] = []

  before(async () => {
    appliance = await sharedAppliance()
    house = await furnished(appliance)
  })
  after(async () => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })

  /** An application whose middleware is made once its origin is known. */
  async function application(configure: (origin: string) => Promise<Parameters<typeof auth>[0]>): Promise<string> {
    const app = express()
    let middleware: ((request: Request, response: Response, next: Next) => unknown) | undefined
    app.use((request: Request, response: Response, next: Next) => middleware?.(request, response, next))
    app.get('/profile', requiresAuth(), async (request: Request, response: Response) => response.json({ claims: request.oidc.user, info: await request.oidc.fetchUserInfo().catch(() => null) }))
    app.get('/', (request: Request, response: Response) => response.json({ known: request.oidc.isAuthenticated() }))
    app.use((error: { status?: number; message?: string }, _request: Request, response: Response, _next: Next) => response.status(error.status ?? 500).json({ failed: error.message }))
    const { server, origin } = await listen(app)
    servers.push(server)
    middleware = auth(await configure(origin)) as never
    return origin
  }

  /** Follows every redirect between application and appliance, and posts self-submitting forms, as a browser does. */
  async function browse(who: Visitor, start: string): Promise<Page> {
    let page = await who.visit(start)
    for (let hops = 0; hops < 12; hops += 1) {
      if (page.left) page = await who.visit(page.left)
      else if (page.url.host === appliance.main.domain || page.url.origin === appliance.httpOrigin) {
        const handover = page.forms.find(({ action }) => /^https?:/.test(action) && new URL(action).host !== page.url.host)
        if (handover) page = await who.visit(handover.action, { method: 'POST', body: new URLSearchParams(handover.fields) })
        else page = await throughPages(who, page, house.person)
      } else return page
      if (page.status >= 400) return page
    }
    return page
  }

  test('express-openid-connect with a code and a secret: login, user info, logout', async () => {
    const origin = await application(async (baseURL) => {
      const client = await house.application({ name: 'Express', app_type: 'regular_web', callbacks: [`${baseURL}/callback`], allowed_logout_urls: [baseURL], grant_types: ['authorization_code', 'refresh_token'] })
      return {
        issuerBaseURL: appliance.origin, baseURL, clientID: client.client_id, clientSecret: client.client_secret, secret: random(),
        authRequired: false, idpLogout: true, authorizationParams: { response_type: 'code', scope: 'openid profile email' },
      }
    })
    const who = visitor()
    const profile = await browse(who, `${origin}/profile`)
    assert.equal(profile.status, 200, profile.html)
    const { claims, info } = JSON.parse(profile.html) as { claims: Record<string, unknown>; info: Record<string, unknown> }
    assert.equal(claims['sub'], house.person.user_id)
    assert.equal(info['email'], house.person.email)
    const home = await browse(who, `${origin}/logout`)
    assert.deepEqual(JSON.parse(home.html), { known: false })
    assert.match((await who.visit(await firstHop(who, `${origin}/profile`))).url.pathname, /^\/u\/login/)
  })

  test('express-openid-connect as it comes: response_type=id_token with form_post', async () => {
    // Over plain HTTP on both sides: its cookies for form_post need HTTPS, so the transaction cookie is Lax and the form must stay same-site.
    const origin = await application(async (baseURL) => {
      const client = await house.application({ name: 'Express default', app_type: 'regular_web', callbacks: [`${baseURL}/callback`], allowed_logout_urls: [baseURL], grant_types: ['implicit', 'authorization_code'] })
      return { issuerBaseURL: appliance.httpOrigin, baseURL, clientID: client.client_id, secret: random(), authRequired: false, legacySameSiteCookie: true }
    })
    const profile = await browse(visitor(), `${origin}/profile`)
    assert.equal(profile.status, 200, profile.html)
    assert.equal((JSON.parse(profile.html) as { claims: Record<string, unknown> }).claims['sub'], house.person.user_id)
  })

  test('express-oauth2-jwt-bearer accepts our tokens for its audience, by scope, and no others', async () => {
    const machine = await house.application({ name: 'Machine', app_type: 'non_interactive', grant_types: ['client_credentials'] })
    await house.api.must('POST /resource-servers', { name: 'Orders', identifier: api, scopes: [{ value: 'read:orders' }, { value: 'write:orders' }] })
    await house.api.must('POST /resource-servers', { name: 'Other', identifier: 'https://other.example/', scopes: [{ value: 'read:orders' }] })
    for (const audience of [api, 'https://other.example/']) await house.api.must('POST /client-grants', { client_id: machine.client_id, audience, scope: ['read:orders'] })

    const app = express()
    app.use(bearer({ issuerBaseURL: appliance.origin, audience: api }))
    app.get('/read', requiredScopes('read:orders'), (request: Request, response: Response) => response.json(request.auth?.payload))
    app.get('/write', requiredScopes('write:orders'), (_request: Request, response: Response) => response.json({}))
    app.use((error: { status?: number; message?: string }, _request: Request, response: Response, _next: Next) => response.status(error.status ?? 500).json({ failed: error.message }))
    const { server, origin } = await listen(app)
    servers.push(server)
    const ask = async (audience: string) => (await token(appliance.origin, { grant_type: 'client_credentials', client_id: machine.client_id, client_secret: machine.client_secret, audience })).body.access_token
    const status = async (path: string, bearerToken: string | undefined) => (await fetch(`${origin}${path}`, { headers: bearerToken ? { authorization: `Bearer ${bearerToken}` } : {} })).status
    assert.equal(await status('/read', await ask(api)), 200)
    assert.equal(await status('/write', await ask(api)), 403)
    assert.equal(await status('/read', await ask('https://other.example/')), 401)
    assert.equal(await status('/read', undefined), 401)
    assert.equal(await status('/read', house.api.token), 401)
  })

  const firstHop = async (who: Visitor, url: string) => (await who.request(url)).headers.get('location') ?? ''
})
