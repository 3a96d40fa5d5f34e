// Sessions and refresh tokens as an administrator sees and ends them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TenantContext } from '#platform/context/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { createSession, findSession, touchSession } from '#resources/sessions/index.ts'
import { createUser } from '#resources/users/index.ts'
import { beginFamily, newFamily, useRefreshToken } from '#oauth/refresh/index.ts'
import { managementApi, said, type Body, type ManagementApi } from './management-api.ts'

let api: ManagementApi
let main: TenantContext
let clientId: string
before(async () => {
  api = await managementApi()
  main = api.t.withRequest({ ip: '192.0.2.7', headers: { 'user-agent': 'Browser/1' } }, await api.t.tenant('main'))
  const refresh_token = { rotation_type: 'rotating', expiration_type: 'expiring', token_lifetime: 3600, idle_token_lifetime: 600 }
  clientId = (await call('POST /clients', { body: { name: 'App', app_type: 'native', refresh_token } })).body['client_id']
  await call('POST /resource-servers', { body: { identifier: 'https://orders.example', allow_offline_access: true, scopes: [{ value: 'read' }] } })
})
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)

let people = 0
const person = async () => (await createUser(main, 'Username-Password-Authentication', { email: `person${people++}@example.com` })).user_id
const begin = (userId: string) =>
  createSession(main, { userId, connection: 'Username-Password-Authentication', authenticatedAt: main.clock.now(), amr: ['pwd'], persistent: true, clientId, formerSecret: undefined })
const family = async (userId: string, sessionId?: string) => {
  const familyId = main.random.token(18)
  const client = (await findClient(main, clientId))!
  const { token, family } = newFamily(main, { client, familyId, userId, sessionId, audience: 'https://orders.example', scopes: ['openid', 'read'], data: { connection: 'c' } })
  await beginFamily(main, family, { type: 'seacft' })
  return { familyId, works: async () => 'family' in (await useRefreshToken(main, client, token)) && !('refused' in (await useRefreshToken(main, client, token))) }
}
/** Alive, without using it up. */
const alive = async (familyId: string) => (await call(`GET /refresh-tokens/${familyId}`)).status === 200
const at = (userId: string) => encodeURIComponent(userId)

test('a session shows who, where and for which applications; metadata are replaced, and removed by null', async () => {
  const userId = await person()
  const { session, secret } = await begin(userId)
  await touchSession({ ...main, request: { ...main.request, ip: '192.0.2.9' } }, session, clientId)
  const shown = await call(`GET /sessions/${session.id}`)
  assert.equal(shown.status, 200)
  const { created_at, ...rest } = shown.body
  assert.deepEqual(
    { user_id: rest['user_id'], clients: rest['clients'], cookie: rest['cookie'], device: rest['device'], methods: rest['authentication'].methods },
    {
      user_id: userId, clients: [{ client_id: clientId }], cookie: { mode: 'persistent' },
      device: { initial_ip: '192.0.2.7', initial_user_agent: 'Browser/1', last_ip: '192.0.2.7', last_user_agent: 'Browser/1' },
      methods: [{ name: 'pwd', timestamp: session.authenticated_at.toISOString() }],
    },
  )
  assert.equal(Date.parse(rest['expires_at']) - Date.parse(created_at), 168 * 3_600_000)
  assert.equal(Date.parse(rest['idle_expires_at']) - Date.parse(created_at), 72 * 3_600_000)
  assert.equal(JSON.stringify(shown.body).includes(secret), false)

  const patch = (body: object) => call(`PATCH /sessions/${session.id}`, { body })
  assert.deepEqual((await patch({ session_metadata: { desk: '4', floor: '2' } })).body['session_metadata'], { desk: '4', floor: '2' })
  assert.deepEqual((await patch({ session_metadata: { desk: '5' } })).body['session_metadata'], { desk: '5' })
  assert.equal('session_metadata' in (await patch({ session_metadata: null })).body, false)
  assert.match(said(await patch({})), /^400 .*Too few properties/)
  assert.match(said(await patch({ session_metadata: { a: 1 } })), /^400 invalid_body/)
  assert.match(said(await patch({ session_metadata: Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`k${i}`, 'v'])) })), /^400 .*Too many properties/)
})

test('a shorter lifetime shows at once, and what is past it is not there', async () => {
  const userId = await person()
  const { session } = await begin(userId)
  await call('PATCH /tenants/settings', { body: { session_lifetime: 2, idle_session_lifetime: 1 } })
  const { body } = await call(`GET /sessions/${session.id}`)
  assert.deepEqual([body['expires_at'], body['idle_expires_at']].map((end) => (Date.parse(end) - session.created_at.getTime()) / 3_600_000), [2, 1])
  await main.db.execute("UPDATE sessions SET updated_at = updated_at - interval '90 minutes' WHERE id = $1", [session.id])
  assert.equal((await call(`GET /sessions/${session.id}`)).status, 404)
  await call('PATCH /tenants/settings', { body: { session_lifetime: 168, idle_session_lifetime: 72 } })
})

test('deleting a session leaves its refresh tokens, revoking it does not', async () => {
  const userId = await person()
  const kept = await begin(userId)
  const keptFamily = await family(userId, kept.session.id)
  const deleted = await call(`DELETE /sessions/${kept.session.id}`)
  assert.deepEqual([deleted.status, deleted.body], [202, {}])
  assert.equal(await findSession(main, kept.secret), undefined)
  assert.equal(await alive(keptFamily.familyId), true)

  const gone = await begin(userId)
  const goneFamily = await family(userId, gone.session.id)
  assert.equal((await call(`POST /sessions/${gone.session.id}/revoke`)).status, 202)
  assert.equal(await findSession(main, gone.secret), undefined)
  assert.deepEqual([await alive(goneFamily.familyId), await alive(keptFamily.familyId)], [false, true])
  assert.equal(await goneFamily.works(), false)
  assert.equal(said(await call(`POST /sessions/${gone.session.id}/revoke`)), '404 undefined The session does not exist.')
  assert.equal((await call(`DELETE /sessions/${gone.session.id}`)).status, 202)
})

test('checkpoint paging goes through all sessions of a user once, and through nobody else\'s', async () => {
  const [userId, other] = [await person(), await person()]
  const made = await Promise.all(Array.from({ length: 7 }, () => begin(userId)))
  await begin(other)
  const seen: string[] = []
  let from: string | undefined
  do {
    const page: Body = (await call(`GET /users/${at(userId)}/sessions`, { query: { take: '3', ...(from ? { from } : {}) } })).body
    seen.push(...page['sessions'].map((each: { id: string }) => each.id))
    from = page['next']
  } while (from)
  assert.deepEqual(seen, made.map(({ session }) => session.id).sort())
  assert.equal((await call(`GET /users/${at(userId)}/sessions`, { query: { include_totals: 'true' } })).body['sessions'].length, 7)
  assert.equal((await call(`GET /users/${at(userId)}/sessions`, { query: { from: '%%' } })).status, 400)
  assert.equal((await call(`DELETE /users/${at(userId)}/sessions`)).status, 202)
  assert.deepEqual((await call(`GET /users/${at(userId)}/sessions`)).body, { sessions: [] })
  assert.equal((await call(`GET /users/${at(other)}/sessions`)).body['sessions'].length, 1)
  for (const http of ['GET', 'DELETE']) {
    for (const what of ['sessions', 'refresh-tokens']) assert.equal(said(await call(`${http} /users/${at('auth0|nobody')}/${what}`)), '404 inexistent_user User not found')
  }
})

test('refresh tokens: shown, annotated, listed, revoked one by one', async () => {
  const userId = await person()
  const { session } = await begin(userId)
  const [one, two] = [await family(userId, session.id), await family(userId)]
  assert.equal(await one.works(), false, 'the second use of a rotated token ends the family')
  const { body } = await call(`GET /refresh-tokens/${two.familyId}`)
  assert.deepEqual(
    { ...body, created_at: '', expires_at: '', idle_expires_at: '' },
    {
      id: two.familyId, user_id: userId, created_at: '', idle_expires_at: '', expires_at: '', last_exchanged_at: null, client_id: clientId, session_id: null, rotating: true,
      resource_servers: [{ audience: 'https://orders.example', scopes: 'openid read' }],
      device: { initial_ip: '192.0.2.7', initial_user_agent: 'Browser/1', last_ip: '192.0.2.7', last_user_agent: 'Browser/1' },
    },
  )
  assert.equal(Date.parse(body['expires_at']) - Date.parse(body['created_at']), 3_600_000)
  assert.deepEqual((await call(`PATCH /refresh-tokens/${two.familyId}`, { body: { refresh_token_metadata: { a: 'b' } } })).body['refresh_token_metadata'], { a: 'b' })
  const listed = await call('GET /refresh-tokens', { query: { user_id: userId, client_id: clientId, fields: 'id' } })
  assert.deepEqual(listed.body, { refresh_tokens: [{ id: two.familyId }] })
  assert.deepEqual((await call(`GET /users/${at(userId)}/refresh-tokens`)).body['tokens'].map((each: { id: string }) => each.id), [two.familyId])

  const removed = await call(`DELETE /refresh-tokens/${two.familyId}`)
  assert.deepEqual([removed.status, await alive(two.familyId)], [204, false])
  assert.equal((await call(`DELETE /refresh-tokens/${two.familyId}`)).status, 204)
  assert.equal(said(await call(`PATCH /refresh-tokens/${two.familyId}`, { body: { refresh_token_metadata: {} } })), '404 undefined The refresh token does not exist.')
  assert.match(said(await call('GET /refresh-tokens')), /^400 .*Missing required 'user_id' parameter\.$/)
  assert.match(said(await call('GET /refresh-tokens', { query: { user_id: 'auth0|nobody' } })), /^404 .*User not found$/)
  assert.match(said(await call('GET /refresh-tokens', { query: { user_id: userId, client_id: 'nope' } })), /^404 .*The client does not exist\.$/)
})

test('refresh tokens in bulk: what is named is revoked, and nothing else', async () => {
  const [a, b] = [await person(), await person()]
  const revoke = (body: object, tenant = 'main') => call('POST /refresh-tokens/revoke', { body, tenant })
  const [a1, a2, a3, b1] = [await family(a), await family(a), await family(a), await family(b)]
  const left = async () => (await Promise.all([a1, a2, a3, b1].map(({ familyId }) => alive(familyId)))).map(Number).join('')
  for (const bad of [{}, { audience: 'https://orders.example' }, { ids: [a1.familyId], user_id: a }, { ids: [a1.familyId], audience: 'x' }]) {
    assert.equal(said(await revoke(bad)), '400 invalid_body Invalid combination of parameters.', JSON.stringify(bad))
  }
  assert.match(said(await revoke({ user_id: 'auth0|nobody' })), /^400 .*User not found\.$/)
  assert.match(said(await revoke({ client_id: 'nope' })), /^400 .*Client not found\.$/)
  assert.match(said(await revoke({ client_id: clientId, audience: 'nope' })), /^400 .*Resource server not found\.$/)
  assert.equal((await revoke({ ids: [a1.familyId, a2.familyId] }, 'other')).status, 202)
  assert.equal(await left(), '1111')
  assert.equal((await revoke({ ids: [a1.familyId] })).status, 202)
  assert.equal(await left(), '0111')
  assert.equal((await revoke({ user_id: a, client_id: clientId, audience: 'https://orders.example' })).status, 202)
  assert.equal(await left(), '0001')
  assert.equal((await revoke({ client_id: clientId })).status, 202)
  assert.equal(await left(), '0000')
})

test('revoke-access ends one session or all, with the refresh tokens unless they are to stay', async () => {
  const userId = await person()
  const [one, two, three] = [await begin(userId), await begin(userId), await begin(userId)]
  const families = [await family(userId, one.session.id), await family(userId, two.session.id), await family(userId)]
  const revoke = (body: object) => call(`POST /users/${at(userId)}/revoke-access`, { body })
  const left = async () => [
    (await Promise.all([one, two, three].map(({ secret }) => findSession(main, secret)))).map((found) => (found ? 1 : 0)).join(''),
    (await Promise.all(families.map(({ familyId }) => alive(familyId)))).map(Number).join(''),
  ]
  assert.equal((await revoke({ session_id: one.session.id })).status, 202)
  assert.deepEqual(await left(), ['011', '011'])
  assert.equal((await revoke({ session_id: two.session.id, preserve_refresh_tokens: true })).status, 202)
  assert.deepEqual(await left(), ['001', '011'])
  assert.equal((await call(`POST /users/${at(userId)}/revoke-access`, { tenant: 'other', body: {} })).status, 202)
  assert.deepEqual(await left(), ['001', '011'])
  assert.equal((await revoke({})).status, 202)
  assert.deepEqual(await left(), ['000', '000'])
})
