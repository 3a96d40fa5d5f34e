import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { setPassword, signUp } from '#connections/database/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { endSession, userSessions } from '#resources/sessions/index.ts'
import { createUsers } from '#resources/users/index.ts'
import { authorizeUrl, callback, password, returned, startEngine, type Browser, type Engine } from '../engine.fixture.ts'
import { loopbackCertificate } from '../../../test/loopback.ts'
import { backchannelLogout, deliverNotices } from './index.ts'

let e: Engine
let server: Server
let told: { path: string; token: string }[]
let answers: number[]
let base: string
let client: Client

before(async () => {
  e = await startEngine()
  server = createServer(await loopbackCertificate(), (request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk)).on('end', () => {
      told.push({ path: request.url ?? '', token: new URLSearchParams(body).get('logout_token') ?? '' })
      response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `https://localhost:${(server.address() as AddressInfo).port}`
  client = await e.client({ app_type: 'regular_web', allowed_logout_urls: ['https://app.example.com/bye'], oidc_logout: { backchannel_logout_urls: [`${base}/one`, `${base}/two`], backchannel_logout_initiators: { mode: 'all' } } })
})
after(async () => {
  server.close()
  await e.close()
})
beforeEach(() => {
  told = []
  answers = []
})

const ask = (over: Record<string, string> = {}) => authorizeUrl({ client_id: client.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid', ...over })
async function signedIn(over: Record<string, string> = {}, email?: string): Promise<Browser> {
  const browser = e.browser()
  returned(await browser.travel(ask(over), email === undefined ? {} : { email }))
  return browser
}
const run = () => backchannelLogout.run({ ...e.t.process })
const waiting = async () => (await e.ctx.db.one<{ n: number }>('SELECT count(*)::int AS n FROM logout_notices')).n
async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const until = performance.now() + 10_000
  while (!(await condition())) {
    assert.ok(performance.now() < until, `never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('a logout in the browser is told at once, with a token that a strict application takes', async () => {
  const browser = await signedIn()
  const { id } = await e.ctx.db.one<{ id: string }>('SELECT id FROM sessions WHERE tenant_id = $1', [e.ctx.tenant.id])
  assert.equal((await browser.go(`/v2/logout?client_id=${client.client_id}`)).status, 302)
  await eventually(async () => told.length === 2 && (await waiting()) === 0, 'both addresses told and the notice gone')
  assert.deepEqual(told.map(({ path }) => path).sort(), ['/one', '/two'])
  const keys = JSON.parse(String((await e.call('GET /.well-known/jwks.json')).body)) as JSONWebKeySet
  const { payload, protectedHeader } = await jwtVerify(told[0]!.token, createLocalJWKSet(keys), { issuer: e.ctx.issuer, audience: client.client_id, algorithms: ['RS256'], currentDate: e.ctx.clock.now() })
  assert.equal(protectedHeader.typ, 'logout+jwt')
  assert.deepEqual([payload.sub, payload['sid'], payload.exp! - payload.iat!], [e.user.user_id, id, 120])
  assert.deepEqual(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} })
  assert.ok(!('nonce' in payload) && typeof payload.jti === 'string')
  await eventually(async () => (await e.events()).includes('oidc_backchannel_logout_succeeded'), 'the event')
})

test('every application that joined the session hears, and no other', async () => {
  const second = await e.client({ app_type: 'regular_web', oidc_logout: { backchannel_logout_urls: [`${base}/second`] } })
  await e.client({ app_type: 'regular_web', oidc_logout: { backchannel_logout_urls: [`${base}/never`] } })
  const browser = await signedIn()
  returned(await browser.go(ask({ client_id: second.client_id, prompt: 'none' })))
  await browser.go('/v2/logout')
  await eventually(async () => told.length === 3 && (await waiting()) === 0, 'three addresses')
  assert.deepEqual(told.map(({ path }) => path).sort(), ['/one', '/second', '/two'])
})

test('administrators, new passwords, expiry and deletion tell those who want to hear of it', async () => {
  const deaf = await e.client({ app_type: 'regular_web', oidc_logout: { backchannel_logout_urls: [`${base}/deaf`], backchannel_logout_initiators: { mode: 'custom', selected_initiators: ['session-revoked'] } } })
  const both = async (email?: string) => returned(await (await signedIn({}, email)).go(ask({ client_id: deaf.client_id, prompt: 'none' })))
  const paths = async () => {
    told = []
    await run()
    return told.map(({ path }) => path).sort()
  }
  const calling = { ...e.t.api(['delete:users', 'delete:sessions']), ...e.ctx }
  const users = createUsers({ sendVerification: async () => undefined })

  await both()
  await act(userSessions, 'delete', { params: { user_id: e.user.user_id } }, calling)
  assert.deepEqual(await paths(), ['/deaf', '/one', '/two'])

  await both()
  await setPassword(e.ctx, (await findConnection(e.ctx, 'people')) as never, e.user, password)
  assert.deepEqual(await paths(), ['/one', '/two'])

  await both()
  e.t.clock.advance(80 * 3600)
  assert.deepEqual(await paths(), ['/one', '/two'])

  await both()
  await act(users, 'delete', { params: { id: e.user.user_id } }, calling)
  assert.deepEqual(await paths(), ['/one', '/two'])
})

test('a failure is tried again, further and further apart, and at last given up; a refusal is not tried again', async () => {
  const one = await e.client({ app_type: 'regular_web', oidc_logout: { backchannel_logout_urls: [`${base}/flaky`] } })
  const again = await signUp(e.ctx, (await findConnection(e.ctx, 'people'))!, { email: 'joe@example.com', password })
  const end = async (status: number) => {
    const browser = e.browser()
    returned(await browser.travel(ask({ client_id: one.client_id }), { email: 'joe@example.com' }))
    assert.ok(await endSessionOf(again.user_id))
    told = []
    answers = Array.from({ length: 9 }, () => status)
  }
  await end(503)
  for (const [tries, wait] of [[1, 9], [1, 2], [2, 61], [3, 301], [4, 901], [4, 9000]] as const) {
    await run()
    assert.equal(told.length, tries, `after ${tries}`)
    e.t.clock.advance(wait)
  }
  assert.equal(await waiting(), 0)
  // Neither a refusal nor a redirect changes by being asked again; the redirect is not followed.
  for (const status of [400, 302, 404]) {
    await end(status)
    await run()
    assert.deepEqual([told.map(({ path }) => path), await waiting()], [['/flaky'], 0], String(status))
  }
  assert.ok((await e.events()).filter((type) => type === 'oidc_backchannel_logout_failed').length >= 7)
})

test('fifty senders at once tell an application once', async () => {
  const one = await e.client({ app_type: 'regular_web', oidc_logout: { backchannel_logout_urls: [`${base}/once`] } })
  returned(await e.browser().travel(ask({ client_id: one.client_id }), { email: 'joe@example.com' }))
  const { user_id } = await e.ctx.db.one<{ user_id: string }>('SELECT user_id FROM sessions WHERE tenant_id = $1', [e.ctx.tenant.id])
  assert.ok(await endSessionOf(user_id))
  told = []
  await Promise.all(Array.from({ length: 50 }, () => deliverNotices(e.t.process)))
  assert.deepEqual(told.map(({ path }) => path), ['/once'])
})

test('an address inside the network is never called, whatever was registered', async () => {
  const inside = await e.client({ app_type: 'regular_web', oidc_logout: { backchannel_logout_urls: ['https://169.254.169.254/latest', 'https://10.0.0.1/'] } })
  returned(await e.browser().travel(ask({ client_id: inside.client_id }), { email: 'joe@example.com' }))
  const { user_id } = await e.ctx.db.one<{ user_id: string }>('SELECT user_id FROM sessions WHERE tenant_id = $1', [e.ctx.tenant.id])
  assert.ok(await endSessionOf(user_id))
  await run()
  const { description } = (await e.ctx.db.one<{ description: string }>(`SELECT body->>'description' AS description FROM logs WHERE tenant_id = $1 AND type = 'oidc_backchannel_logout_failed' ORDER BY log_id DESC LIMIT 1`, [e.ctx.tenant.id]))
  assert.match(description, /169\.254\.169\.254.*private or reserved/)
  assert.equal(await waiting(), 0)
})

/** As a person's logout does, without a browser that sends at once. */
async function endSessionOf(userId: string): Promise<unknown> {
  const { id } = await e.ctx.db.one<{ id: string }>('SELECT id FROM sessions WHERE tenant_id = $1 AND user_id = $2', [e.ctx.tenant.id, userId])
  return endSession(e.ctx, { id }, 'rp-logout')
}

/** Calls a handler as the Management API does once everything has been checked. */
async function act(noun: { operations: { name?: string; id: string; run: unknown }[] }, name: string, input: object, ctx: object): Promise<void> {
  const operation = noun.operations.find(({ id }) => id.endsWith(`.${name}`))
  assert.ok(operation, `no operation ${name}`)
  await (operation.run as (input: object, ctx: object) => Promise<unknown>)(input, ctx)
}
