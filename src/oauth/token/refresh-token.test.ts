import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { apiIdentifier, authorizeUrl, callback, claimsOf, pkce, returned, startEngine, type Engine, type Loose } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const day = 86_400
const rotating = (over: Record<string, unknown> = {}) =>
  e.client({ app_type: 'spa', refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 30 * day, idle_token_lifetime: 15 * day, ...over } })

async function signIn(client: Client, over: Record<string, string> = {}): Promise<Loose> {
  const { verifier, challenge } = pkce()
  const url = authorizeUrl({
    client_id: client.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid email read:things offline_access', audience: apiIdentifier,
    code_challenge: challenge, code_challenge_method: 'S256', nonce: 'n', ...over,
  })
  const { code } = returned(await e.browser().travel(url)).parameters
  const secret = client.token_endpoint_auth_method === 'none' ? {} : { client_secret: client.client_secret }
  const { status, body } = await e.token({ grant_type: 'authorization_code', client_id: client.client_id, ...secret, code, code_verifier: verifier, redirect_uri: callback })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

const refresh = (client: Client, token: string, over: Record<string, unknown> = {}) =>
  e.token({
    grant_type: 'refresh_token', client_id: client.client_id, refresh_token: token,
    ...(client.token_endpoint_auth_method === 'none' ? {} : { client_secret: client.client_secret }), ...over,
  })
const isRefused = (answer: { status: number; body: unknown }, what = 'a refused token') =>
  assert.deepEqual([answer.status, answer.body], [403, { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' }], what)

test('a rotating token is exchanged for the next; the answer and its tokens are as documented', async () => {
  const first = await signIn(e.spa)
  const { status, body } = await refresh(e.spa, first['refresh_token'])
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type'])
  assert.notEqual(body['refresh_token'], first['refresh_token'])
  assert.equal(body['scope'], 'openid email read:things offline_access')
  const [before, now] = [claimsOf(first['id_token']), claimsOf(body['id_token'])]
  assert.deepEqual([now['sub'], now['sid'], 'nonce' in now], [before['sub'], before['sid'], false])
  assert.equal(claimsOf(body['access_token'])['gty'], 'refresh_token')
  assert.ok((await e.events()).includes('sertft'))
})

test('a token used again ends its family', async () => {
  const first = await signIn(e.spa)
  const second = (await refresh(e.spa, first['refresh_token'])).body
  isRefused(await refresh(e.spa, first['refresh_token']), 'reuse')
  isRefused(await refresh(e.spa, second['refresh_token']), 'the family is over')
  assert.ok((await e.events()).includes('ferrt'))
})

test('fifty parallel uses of one token have one winner', async () => {
  const { refresh_token: token } = await signIn(e.spa)
  const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(e.spa, token)))
  const winners = answers.filter(({ status }) => status === 200)
  assert.equal(winners.length, 1)
  isRefused(await refresh(e.spa, winners[0]!.body['refresh_token']))
})

test('within the leeway the token replaced last, and only that one, may be used again', async () => {
  const client = await rotating({ leeway: 10 })
  const a = (await signIn(client))['refresh_token']
  const b = (await refresh(client, a)).body['refresh_token']
  e.t.clock.advance(9)
  const c = await refresh(client, a)
  assert.equal(c.status, 200, 'within the leeway')
  assert.notEqual(c.body['refresh_token'], b)
  const d = await refresh(client, b)
  assert.equal(d.status, 200, 'the sibling goes on')
  isRefused(await refresh(client, a), 'two generations old, although within the leeway of nothing')
  isRefused(await refresh(client, d.body['refresh_token']), 'the family is over')
})

test('after the leeway reuse ends the family; a sibling that was left behind counts as used', async () => {
  const client = await rotating({ leeway: 10 })
  const a = (await signIn(client))['refresh_token']
  const b = (await refresh(client, a)).body['refresh_token']
  const c = (await refresh(client, a)).body['refresh_token']
  const d = await refresh(client, b)
  e.t.clock.advance(11)
  isRefused(await refresh(client, c), 'a thief who used the leeway is found out')
  isRefused(await refresh(client, d.body['refresh_token']))
})

test('siblings used in parallel do not wait for one another for ever', async () => {
  const client = await rotating({ leeway: 60 })
  const a = (await signIn(client))['refresh_token']
  const siblings = [(await refresh(client, a)).body['refresh_token']]
  for (let each = 0; each < 5; each++) siblings.push((await refresh(client, a)).body['refresh_token'])
  const answers = await Promise.all(siblings.map((token) => refresh(client, token)))
  assert.deepEqual(answers.map(({ status }) => status), siblings.map(() => 200))
})

test('a non-rotating token stays; the answer has none', async () => {
  const { refresh_token: token } = await signIn(e.web)
  for (let each = 0; each < 2; each++) {
    const { status, body } = await refresh(e.web, token)
    assert.equal(status, 200)
    assert.ok(!('refresh_token' in body))
  }
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(e.web, token)))
  assert.ok(answers.every(({ status }) => status === 200))
})

test('idle tokens end, used ones live on, until their family is too old', async () => {
  const client = await rotating({ token_lifetime: 20 * day, idle_token_lifetime: 5 * day })
  isRefused(await (async () => {
    const { refresh_token: token } = await signIn(client)
    e.t.clock.advance(5 * day + 1)
    return refresh(client, token)
  })(), 'idle')
  let { refresh_token: token } = await signIn(client)
  for (let each = 0; each < 4; each++) {
    e.t.clock.advance(4 * day)
    const answer = await refresh(client, token)
    assert.equal(answer.status, 200, `after ${(each + 1) * 4} days`)
    token = answer.body['refresh_token']
  }
  e.t.clock.advance(4 * day + 1)
  isRefused(await refresh(client, token), 'too old')
})

test('scope may be narrowed, never widened', async () => {
  const client = await rotating()
  const { refresh_token: token } = await signIn(client)
  const narrow = (await refresh(client, token, { scope: 'openid read:things write:things' })).body
  assert.equal(narrow['scope'], 'openid read:things')
  const whole = (await refresh(client, narrow['refresh_token'])).body
  assert.equal(whole['scope'], 'openid email read:things offline_access')
})

test('another application cannot use it, nor does it harm it by trying; an unknown one is refused alike', async () => {
  const client = await rotating()
  const { refresh_token: token } = await signIn(e.spa)
  isRefused(await refresh(client, token))
  isRefused(await refresh(client, 'v1.nonsense'))
  assert.equal((await refresh(e.spa, token)).status, 200)
})

test('a blocked or deleted person, and one who lost a permission, get less or nothing', async () => {
  const { refresh_token: token } = await signIn(e.web)
  await e.ctx.db.execute('UPDATE users SET blocked = true WHERE user_id = $1', [e.user.user_id])
  const blocked = await refresh(e.web, token)
  await e.ctx.db.execute('UPDATE users SET blocked = false WHERE user_id = $1', [e.user.user_id])
  assert.deepEqual([blocked.status, blocked.body], [403, { error: 'unauthorized', error_description: 'user is blocked' }])

  await e.api({ identifier: 'urn:rbac', enforce_policies: true })
  const permission = [e.ctx.tenant.id, e.user.user_id, 'urn:rbac', 'read:things']
  await e.ctx.db.execute('INSERT INTO user_permissions (tenant_id, user_id, resource_server_identifier, permission_name) VALUES ($1, $2, $3, $4)', permission)
  const held = await signIn(e.web, { audience: 'urn:rbac' })
  assert.match(held['scope'], /read:things/)
  await e.ctx.db.execute('DELETE FROM user_permissions')
  assert.equal((await refresh(e.web, held['refresh_token'])).body['scope'], 'openid email offline_access')
})

test('an application that begins to rotate gets a rotating token; one that stops loses the family', async () => {
  const client = await e.client({ app_type: 'native' })
  const other = (await signIn(client))['refresh_token']
  const { refresh_token: token } = await signIn(client)
  const setting = async (rotation_type: string) => {
    await e.ctx.db.execute(`UPDATE clients SET body = jsonb_set(body, '{refresh_token,rotation_type}', to_jsonb($2::text)) WHERE client_id = $1`, [client.client_id, rotation_type])
    await e.ctx.cache.settled(e.ctx.tenant.id)
  }
  await setting('rotating')
  const next = await refresh(client, token)
  assert.equal(next.status, 200)
  assert.ok(next.body['refresh_token'])
  isRefused(await refresh(client, other), 'the unrotated ones of the same API end')
  await setting('non-rotating')
  isRefused(await refresh(client, next.body['refresh_token']))
})

test('no offline_access, no refresh token: not asked, not allowed by the API, or not registered', async () => {
  await e.api({ identifier: 'urn:online', allow_offline_access: false })
  assert.ok(!('refresh_token' in (await signIn(e.spa, { scope: 'openid' }))))
  const online = await signIn(e.spa, { audience: 'urn:online' })
  assert.ok(!('refresh_token' in online))
  assert.equal(online['scope'], 'openid email read:things')
  const unregistered = await e.client({ app_type: 'spa', grant_types: ['authorization_code'] })
  assert.ok(!('refresh_token' in (await signIn(unregistered))))
})

test('the two-hundred-and-first family of a person with an application costs the oldest', async () => {
  const client = await rotating()
  const oldest = (await signIn(client))['refresh_token']
  await e.ctx.db.execute(
    `INSERT INTO refresh_families (tenant_id, id, client_id, user_id, rotating, created_at)
     SELECT $1, 'filler' || n, $2, $3, true, $4::timestamptz + n * interval '1 millisecond' FROM generate_series(1, 199) AS n`,
    [e.ctx.tenant.id, client.client_id, e.user.user_id, e.t.clock.now()],
  )
  e.t.clock.advance(1)
  const newest = (await signIn(client))['refresh_token']
  isRefused(await refresh(client, oldest))
  assert.equal((await refresh(client, newest)).status, 200)
})
