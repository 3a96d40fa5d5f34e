import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connectionsOfClient, findConnection } from '#resources/connections/index.ts'
import { managementApi, said, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)

const person = (connection: string, email: string) =>
  api.t.process.db.execute(
    "INSERT INTO users (tenant_id, user_id, connection, email) SELECT id, 'auth0|' || $2::text, $1, $2 FROM tenants WHERE name = 'main'", [connection, email])

test('a database connection gets its defaults', async () => {
  const made = await call('POST /connections', { body: { name: 'people', strategy: 'auth0', options: { requires_username: true, passwordPolicy: 'low' } } })
  assert.equal(made.status, 201)
  const { id, options, ...rest } = made.body
  assert.match(id, /^con_\w{16}$/)
  assert.deepEqual(rest, { name: 'people', strategy: 'auth0', realms: ['people'], is_domain_connection: false, enabled_clients: [] })
  assert.deepEqual([options['requires_username'], options['passwordPolicy'], options['brute_force_protection'], options['strategy_version']], [true, 'low', true, 2])
  assert.equal((await findConnection(await api.t.tenant('main'), 'people'))?.id, id)
  assert.equal((await findConnection(await api.t.tenant('main'), id))?.name, 'people')
  assert.equal(await findConnection(await api.t.tenant('other'), id), undefined)
})

test('what a connection may not be is refused', async () => {
  const post = async (body: object) => said(await call('POST /connections', { body: { name: 'c1', strategy: 'auth0', ...body } }))
  assert.match(said(await call('POST /connections', { body: {} })), /Missing required property: name/)
  for (const name of ['-a', 'a-', 'a--b', 'a_b', 'a b', '', 'x'.repeat(129)]) assert.match(await post({ name }), /^400 invalid_body .*on property name/, name)
  assert.match(await post({ strategy: 'nope' }), /No enum match for: nope' on property strategy/)
  assert.match(await post({ foo: 1 }), /Additional properties not allowed: foo/)
  assert.match(await post({ options: { passwordPolicy: 'best' } }), /on property options.passwordPolicy/)
  assert.match(await post({ options: { password_history: { enable: true, size: 25 } } }), /Value 25 is greater than maximum 24' on property options.password_history.size/)
  assert.match(await post({ options: { enabledDatabaseCustomization: true } }), /^400 operation_not_supported/)
  assert.match(await post({ enabled_clients: ['nobody'] }), /There is no client nobody' on property enabled_clients/)
  assert.equal(await post({ name: 'Username-Password-Authentication' }), '409 connection_conflict A connection with the same name already exists')
  assert.equal(await post({ name: 'c2', realms: ['Username-Password-Authentication'] }), '409 connection_conflict There is already another connection with some realms from "realms" parameter')
  assert.equal((await call('GET /connections', { query: { name: 'c1' } })).body['length'], 0, 'nothing is left of a refused one')
})

test('options are replaced as a whole, secrets rest sealed and show only to those who may change them', async () => {
  const { body: made } = await call('POST /connections', { body: { name: 'corp', strategy: 'oidc', options: { client_id: 'a', client_secret: 'hush-hush', issuer: 'https://i.example' } } })
  const path = `/connections/${made['id']}`
  assert.equal(made['options'].client_secret, 'hush-hush')
  assert.deepEqual((await call(`GET ${path}`, { scope: 'read:connections' })).body['options'], { client_id: 'a', issuer: 'https://i.example' })
  const [row] = await api.t.process.db.rows<{ text: string }>('SELECT c::text AS text FROM connections c WHERE id = $1', [made['id']])
  assert.doesNotMatch(row!.text, /hush/)
  const [log] = await api.t.process.db.rows<{ body: string }>("SELECT body::text AS body FROM logs WHERE type = 'sapi' ORDER BY log_id DESC LIMIT 1")
  assert.match(log!.body, /corp/)
  assert.doesNotMatch(log!.body, /hush/)
  assert.deepEqual((await call(`PATCH ${path}`, { body: { options: { client_id: 'b' }, display_name: 'Corp' } })).body['options'], { client_id: 'b' })
  assert.match(said(await call(`PATCH ${path}`, { body: { name: 'x' } })), /Additional properties not allowed: name/)
  assert.equal((await call('GET /connections', { query: { strategy: ['oidc', 'samlp'], fields: 'name' } })).body['0'].name, 'corp')
  assert.deepEqual((await call(`GET ${path}/status`)).body, {})
})

test('connections are enabled for applications from either side', async () => {
  const { body: connection } = await call('POST /connections', { body: { name: 'enabled', strategy: 'auth0' } })
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) ids.push((await call('POST /clients', { body: { name } })).body['client_id'])
  const path = `/connections/${connection['id']}`
  // A new application gets every connection there is.
  assert.deepEqual((await call(`GET ${path}`)).body['enabled_clients'], ids.toSorted())
  assert.equal((await call(`PATCH ${path}/clients`, { body: [{ client_id: ids[0], status: false }, { client_id: ids[1], status: true }] })).status, 204)
  const first = (await call(`GET ${path}/clients`, { query: { take: '1' } })).body
  const second = (await call(`GET ${path}/clients`, { query: { take: '1', from: first['next'] } })).body
  assert.equal(second['next'], undefined)
  assert.deepEqual([...first['clients'], ...second['clients']].map((each) => each.client_id), [ids[1]!, ids[2]!].toSorted())
  assert.deepEqual((await call(`PATCH ${path}`, { body: { enabled_clients: [ids[0]] } })).body['enabled_clients'], [ids[0]])
  assert.ok((await connectionsOfClient(await api.t.tenant('main'), ids[0]!)).some((each) => each.id === connection['id']))
  assert.equal((await connectionsOfClient(await api.t.tenant('main'), ids[1]!)).some((each) => each.id === connection['id']), false)
  assert.equal(said(await call(`PATCH ${path}/clients`, { body: [{ client_id: 'nobody', status: true }] })), '404 inexistent_client The client does not exist')
  assert.match(said(await call(`PATCH ${path}/clients`, { body: [] })), /Array is too short \(0\), minimum 1/)
  const { body: theirs } = await call('POST /clients', { tenant: 'other', body: { name: 'theirs' } })
  assert.equal((await call(`PATCH ${path}/clients`, { body: [{ client_id: theirs['client_id'], status: true }] })).status, 404)
})

test('a tenant may keep new applications from getting every connection', async () => {
  await call('PATCH /tenants/settings', { tenant: 'other', body: { flags: { enable_client_connections: false } } })
  const { body: made } = await call('POST /clients', { tenant: 'other', body: { name: 'alone' } })
  assert.deepEqual((await call(`GET /clients/${made['client_id']}/connections`, { tenant: 'other' })).body, { connections: [] })
})

test('with a connection go its people', async () => {
  const { body: made } = await call('POST /connections', { body: { name: 'leaving', strategy: 'auth0' } })
  await person('leaving', 'One@example.com')
  await person('leaving', 'two@example.com')
  await person('staying', 'three@example.com')
  const path = `/connections/${made['id']}`
  assert.match(said(await call(`DELETE ${path}/users`)), /Query validation error: 'Missing required property: email'/)
  assert.equal((await call(`DELETE ${path}/users`, { query: { email: 'one@EXAMPLE.com' } })).status, 204)
  const emails = async () => (await api.t.process.db.rows<{ email: string }>("SELECT email FROM users WHERE connection IN ('leaving', 'staying') ORDER BY email")).map((row) => row.email)
  assert.deepEqual(await emails(), ['three@example.com', 'two@example.com'])
  const gone = await call(`DELETE ${path}`)
  assert.equal(gone.status, 202)
  assert.match(gone.body['deleted_at'], /^\d{4}-.*Z$/)
  assert.deepEqual(await emails(), ['three@example.com'])
  assert.equal((await call(`DELETE ${path}`)).status, 204)
  assert.equal(said(await call(`GET ${path}`)), '404 inexistent_connection The connection does not exist.')
})

test("another tenant's connection does not exist here", async () => {
  const { body: made } = await call('POST /connections', { tenant: 'other', body: { name: 'theirs', strategy: 'auth0' } })
  const path = `/connections/${made['id']}`
  for (const http of [`GET ${path}`, `PATCH ${path}`, `GET ${path}/clients`, `GET ${path}/status`]) {
    assert.equal((await call(http, http.startsWith('PATCH') ? { body: {} } : {})).status, 404, http)
  }
  assert.equal((await call(`DELETE ${path}/users`, { query: { email: 'x@example.com' } })).status, 404)
  assert.equal((await call(`DELETE ${path}`)).status, 204)
  assert.equal((await call(`GET ${path}`, { tenant: 'other' })).status, 200)
})
