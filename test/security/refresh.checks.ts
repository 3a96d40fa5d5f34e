// Refresh tokens: rotation, reuse, expiry, and what ends them (RFC 9700 sections 2.2.2 and 4.14).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { connectionName, type Application } from '../management.ts'
import { random, token } from '../sign-in.ts'
import { callback, goodbye, orders, realmGrant, refresh, said, stage, tokensFor, type Stage } from './stage.ts'

const unknown = '403 invalid_grant Unknown or invalid refresh token.'
const settings = { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 2592000, idle_token_lifetime: 1296000, infinite_token_lifetime: false, infinite_idle_token_lifetime: false }

describe('refresh tokens', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const application = (refreshToken: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    here.api.must<Application>('POST /clients', {
      name: `Refreshing ${random().slice(0, 6)}`, app_type: 'regular_web', callbacks: [callback], allowed_logout_urls: [goodbye], grant_types: ['authorization_code', 'refresh_token', realmGrant], refresh_token: { ...settings, ...refreshToken }, ...more,
    })
  const someone = async () => {
    const email = `${random().toLowerCase().replaceAll(/[^a-z0-9]/g, '')}@example.com`
    const { user_id } = await here.api.must<{ user_id: string }>('POST /users', { connection: connectionName, email, password: 'Correct-Horse-7-Battery', email_verified: true })
    const answer = await token(here.origin, { grant_type: realmGrant, realm: connectionName, client_id: here.web.client_id, client_secret: here.web.client_secret, username: email, password: 'Correct-Horse-7-Battery', scope: 'openid offline_access' })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return { user_id, refresh_token: answer.body.refresh_token }
  }

  test('[RFC 9700 2.2.2] a rotating token works once; its reuse ends the whole family, the newest included', async () => {
    for (const client of [here.web, here.spa]) {
      const { refresh_token: first } = await tokensFor(here, client)
      const second = await refresh(here, client, first)
      const third = await refresh(here, client, second.body.refresh_token)
      assert.equal(third.status, 200)
      assert.equal(new Set([first, second.body.refresh_token, third.body.refresh_token]).size, 3)
      assert.equal(said(await refresh(here, client, first)), unknown)
      assert.equal(said(await refresh(here, client, third.body.refresh_token)), unknown)
    }
  })

  test('[RFC 9700 4.14.2] reuse is told to the administrators as an event of its own', async () => {
    const { refresh_token } = await tokensFor(here, here.web)
    await refresh(here, here.web, refresh_token)
    await refresh(here, here.web, refresh_token)
    const events = await here.api.must<{ type: string; client_id: string }[]>('GET /logs?per_page=5')
    assert.ok(events.some((event) => event.type === 'ferrt' && event.client_id === here.web.client_id), JSON.stringify(events))
  })

  test('[RFC 9700 4.14.2] a public application cannot refresh for another, a confidential one must authenticate', async () => {
    const { refresh_token } = await tokensFor(here, here.web)
    assert.match(said(await refresh(here, here.web, refresh_token, { client_secret: '' })), /^401/)
    assert.match(said(await refresh(here, here.web, refresh_token, { client_secret: 'wrong' })), /^401/)
    assert.equal((await refresh(here, here.web, refresh_token)).status, 200)
  })

  test('[RFC 9700 4.14.2] within the leeway the last token may come again; an older one may not, and after it none', async () => {
    const client = await application({ leeway: 2 })
    const { refresh_token: first } = await tokensFor(here, client)
    const second = await refresh(here, client, first)
    assert.equal((await refresh(here, client, first)).status, 200, 'the network swallowed the answer')
    const third = await refresh(here, client, second.body.refresh_token)
    assert.equal(third.status, 200)
    assert.equal(said(await refresh(here, client, first)), unknown, 'two generations back, within the same two seconds')
    assert.equal(said(await refresh(here, client, third.body.refresh_token)), unknown, 'and the family is over')
    const other = await tokensFor(here, client)
    const next = await refresh(here, client, other.refresh_token)
    await wait(2200)
    assert.equal(said(await refresh(here, client, other.refresh_token)), unknown, 'after the leeway')
    assert.equal(said(await refresh(here, client, next.body.refresh_token)), unknown, 'and the family is over')
  })

  test('[RFC 9700 4.14.2] tokens end by idleness, and by age however often they are used', async () => {
    const idle = await application({ idle_token_lifetime: 1, token_lifetime: 100 })
    const old = await application({ idle_token_lifetime: 2, token_lifetime: 2 })
    const [a, b] = await Promise.all([tokensFor(here, idle), tokensFor(here, old)])
    await wait(1000)
    const used = await refresh(here, old, b.refresh_token)
    assert.equal(used.status, 200)
    await wait(1300)
    assert.equal(said(await refresh(here, idle, a.refresh_token)), unknown)
    assert.equal(said(await refresh(here, old, used.body.refresh_token)), unknown)
  })

  test('[RFC 9700 4.14.2] a new password, a block and a deletion end them', async () => {
    for (const [what, act] of Object.entries({
      password: (id: string) => here.api.must(`PATCH /users/${id}`, { connection: connectionName, password: 'Another-Horse-8-Battery' }),
      block: (id: string) => here.api.must(`PATCH /users/${id}`, { blocked: true }),
      deletion: (id: string) => here.api.must(`DELETE /users/${id}`),
    })) {
      const person = await someone()
      await act(encodeURIComponent(person.user_id))
      const answer = await refresh(here, here.web, person.refresh_token)
      assert.equal(answer.status, 403, what)
      assert.ok(!('access_token' in answer.body), what)
    }
  })

  test('[RFC 9700 4.14.2] so do the end of the application, of its grant type and of its API\'s offline access', async () => {
    const gone = await application({})
    const { refresh_token } = await tokensFor(here, gone)
    await here.api.must(`PATCH /clients/${gone.client_id}`, { grant_types: ['authorization_code'] })
    assert.match(said(await refresh(here, gone, refresh_token)), /^403 unauthorized_client/)
    await here.api.must(`DELETE /clients/${gone.client_id}`)
    assert.match(said(await refresh(here, gone, refresh_token)), /^401/)
  })

  test('[RFC 9700 4.14.2] a token given back is worth nothing, nor is its family', async () => {
    const { refresh_token: first } = await tokensFor(here, here.web)
    const second = await refresh(here, here.web, first)
    const reply = await fetch(`${here.origin}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ client_id: here.web.client_id, client_secret: here.web.client_secret, token: first }) })
    assert.equal(reply.status, 200)
    assert.equal(said(await refresh(here, here.web, second.body.refresh_token)), unknown)
  })

  test('[RFC 9700 4.14.2] they are long enough not to be guessed, and stand in no log and no user', async () => {
    const { refresh_token } = await tokensFor(here, here.web)
    assert.ok(Buffer.from(refresh_token.replace(/^v1\./, ''), 'base64url').length >= 32)
    for (const guess of ['', 'v1.', 'v1.x', refresh_token.slice(0, -1), `${refresh_token}x`, refresh_token.toUpperCase(), refresh_token.replace('v1.', ''), ` ${refresh_token}`, 'x'.repeat(100_000), "v1.' OR 1=1 --"]) {
      const answer = await refresh(here, here.web, guess)
      assert.ok(answer.status === 403 || (guess === '' && answer.status === 400), `${guess.slice(0, 30)}: ${answer.status}`)
    }
    assert.equal((await refresh(here, here.web, refresh_token)).status, 200)
    assert.ok(!here.appliance.output().includes(refresh_token))
  })

  test('[RFC 9700 4.14.2] offline access is asked for, not given along: without the scope, the grant type or the API\'s leave there is none', async () => {
    const silent = await tokensFor(here, here.web, { scope: 'openid read:orders' })
    assert.ok(!('refresh_token' in silent))
    const without = await application({}, { grant_types: ['authorization_code'], refresh_token: null })
    assert.ok(!('refresh_token' in (await tokensFor(here, without))))
    await here.api.must('POST /resource-servers', { name: 'Online', identifier: 'https://online.example/', scopes: [], allow_offline_access: false })
    assert.ok(!('refresh_token' in (await tokensFor(here, here.web, { audience: 'https://online.example/' }))))
    assert.ok((await tokensFor(here, here.web, { audience: orders })).refresh_token)
  })
})
