import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findClientGrant } from '#resources/client-grants/index.ts'
import { managementApi, said, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)
const system = 'https://main.bailiwick.localhost:8443/api/v2/'

test('an API gets its defaults and is found by id or identifier', async () => {
  const made = await call('POST /resource-servers', { body: { identifier: 'https://orders.example/v1', name: 'Orders', scopes: [{ value: 'read:orders', description: 'Read' }] } })
  assert.equal(made.status, 201)
  const { id, ...rest } = made.body
  assert.match(id, /^[0-9a-f]{24}$/)
  assert.deepEqual(rest, {
    identifier: 'https://orders.example/v1', name: 'Orders', is_system: false, scopes: [{ value: 'read:orders', description: 'Read' }], signing_alg: 'RS256',
    allow_offline_access: false, skip_consent_for_verifiable_first_party_clients: true, token_lifetime: 86400, token_lifetime_for_web: 7200,
    subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'require_client_grant' } },
  })
  for (const key of [id, encodeURIComponent('https://orders.example/v1')]) assert.equal((await call(`GET /resource-servers/${key}`)).body['id'], id)
  const patched = await call(`PATCH /resource-servers/${encodeURIComponent('https://orders.example/v1')}`, { body: { token_lifetime: 60, name: null } })
  assert.deepEqual([patched.status, patched.body['token_lifetime'], patched.body['token_lifetime_for_web'], patched.body['name']], [200, 60, 60, undefined])
  assert.match(said(await call(`PATCH /resource-servers/${id}`, { body: { identifier: 'x' } })), /Additional properties not allowed: identifier/)
  const listed = await call('GET /resource-servers', { query: { identifiers: ['https://orders.example/v1', 'nope'] } })
  assert.equal(listed.body['length'], 1)
  assert.equal((await call('GET /resource-servers', { query: { include_totals: 'true' } })).body['total'], 2)
  assert.equal(said(await call(`GET /resource-servers/${id}`, { tenant: 'other' })), '404 inexistent_resource_server Resource server not found.')
  assert.equal((await call(`DELETE /resource-servers/${id}`, { tenant: 'other' })).status, 204)
  assert.equal((await call(`GET /resource-servers/${id}`)).status, 200)
})

test('an HS256 API has a secret that readers do not see', async () => {
  const { body: made } = await call('POST /resource-servers', { body: { identifier: 'hs', signing_alg: 'HS256' } })
  assert.match(made['signing_secret'], /^\w{32}$/)
  assert.equal('signing_secret' in (await call(`GET /resource-servers/${made['id']}`, { scope: 'read:resource_servers' })).body, false)
  assert.equal((await call(`GET /resource-servers/${made['id']}`, { scope: 'read:resource_servers update:resource_servers' })).body['signing_secret'], made['signing_secret'])
  assert.match(said(await call('POST /resource-servers', { body: { identifier: 'hs2', signing_alg: 'HS256', signing_secret: 'short' } })), /too short \(5 chars\), minimum 16/)
  assert.equal('signing_secret' in (await call(`PATCH /resource-servers/${made['id']}`, { body: { signing_alg: 'RS256' } })).body, false)
})

test('identifiers that mean something here are not given away; the Management API stays as it is', async () => {
  const post = async (identifier: string) => said(await call('POST /resource-servers', { body: { identifier } }))
  const taken = '409 resource_server_conflict A resource server with the same identifier already exists.'
  assert.equal(await post(system), taken)
  assert.equal(await post('http://localhost:8080/api/v2/'), taken)
  assert.equal(await post('https://main.bailiwick.localhost:8443/api/v2'), '400 invalid_body The selected identifier is reserved.')
  assert.equal(await post('https://main.bailiwick.localhost:8443/userinfo'), '400 invalid_body The selected identifier is reserved.')
  assert.equal((await call('POST /resource-servers', { body: { identifier: 'twice' } })).status, 201)
  assert.equal(await post('twice'), taken)
  assert.match(said(await call('POST /resource-servers', { body: { identifier: 'dup', scopes: [{ value: 'a' }, { value: 'a' }] } })), /Duplicate scope: a/)
  for (const key of [system, 'http://localhost:8080/api/v2/']) {
    const found = await call(`GET /resource-servers/${encodeURIComponent(key)}`)
    assert.deepEqual([found.body['is_system'], found.body['scopes'].length], [true, 256])
    assert.equal(said(await call(`PATCH /resource-servers/${encodeURIComponent(key)}`, { body: { name: 'x' } })), '400 operation_not_supported System resource servers cannot be patched.')
    assert.equal(said(await call(`DELETE /resource-servers/${found.body['id']}`)), '400 operation_not_supported System resource servers cannot be deleted.')
  }
})

test('a client grant names an application, an API and scopes that exist', async () => {
  const { body: client } = await call('POST /clients', { body: { name: 'Caller', app_type: 'non_interactive' } })
  await call('POST /resource-servers', { body: { identifier: 'stock', scopes: [{ value: 'read' }, { value: 'write' }] } })
  const post = (body: object) => call('POST /client-grants', { body: { client_id: client['client_id'], audience: 'stock', ...body } })
  assert.equal(said(await post({ audience: 'none' })), '404 inexistent_resource_server Resource server not found')
  assert.equal(said(await post({ client_id: 'none' })), '404 inexistent_client Client not found')
  assert.match(said(await post({ scope: ['read', 'fly'] })), /^400 invalid_body .*not defined by the API stock: fly' on property scope/)
  assert.match(said(await call('POST /client-grants', { body: { audience: 'stock' } })), /Missing required property: client_id/)
  assert.match(said(await call('POST /client-grants', { body: {} })), /Missing required property: audience/)
  const made = await post({ scope: ['read', 'read'] })
  assert.equal(made.status, 201)
  assert.deepEqual({ ...made.body, id: 'x' }, { id: 'x', client_id: client['client_id'], audience: 'stock', scope: ['read'], subject_type: 'client' })
  assert.match(made.body['id'], /^cgr_\w{16}$/)
  assert.equal((await post({ scope: [] })).status, 409)
  assert.equal((await post({ scope: [], subject_type: 'user' })).status, 201)

  const main = await api.t.tenant('main')
  assert.deepEqual(await findClientGrant(main, client['client_id'], 'stock'), { scope: ['read'] })
  const path = `/client-grants/${made.body['id']}`
  assert.deepEqual((await call(`PATCH ${path}`, { body: { scope: ['read', 'write'], allow_any_organization: true } })).body['scope'], ['read', 'write'])
  assert.deepEqual(await findClientGrant(await api.t.tenant('main'), client['client_id'], 'stock'), { scope: ['read', 'write'] })
  assert.equal((await call('GET /client-grants', { query: { allow_any_organization: 'true' } })).body['length'], 1)
  assert.equal((await call('GET /client-grants', { query: { client_id: client['client_id'], audience: 'stock', subject_type: 'user' } })).body['length'], 1)
  assert.equal((await call('GET /client-grants', { query: { audience: 'http://localhost:8080/api/v2/', include_totals: 'true' } })).body['total'], 1)

  // A scope that the API loses is lost to its grants.
  await call('PATCH /resource-servers/stock', { body: { scopes: [{ value: 'write' }] } })
  assert.deepEqual(await findClientGrant(await api.t.tenant('main'), client['client_id'], 'stock'), { scope: ['write'] })

  assert.equal(said(await call(`GET ${path}`, { tenant: 'other' })), '404 inexistent_client_grant The grant does not exist.')
  assert.equal(said(await call(`PATCH ${path}`, { tenant: 'other', body: { scope: [] } })), '404 inexistent_client_grant The client grant does not exist.')
  assert.equal((await call(`DELETE ${path}`, { tenant: 'other' })).status, 204)
  assert.equal((await call(`GET ${path}`)).status, 200)
  assert.equal((await call(`DELETE ${path}`)).status, 204)
  assert.equal(await findClientGrant(await api.t.tenant('main'), client['client_id'], 'stock'), undefined)
})

test('the Management API is granted under any of its names, and not to strangers', async () => {
  const { body: client } = await call('POST /clients', { body: { name: 'Provisioning', app_type: 'non_interactive' } })
  const made = await call('POST /client-grants', { body: { client_id: client['client_id'], audience: 'http://localhost:8080/api/v2/', scope: ['read:users'] } })
  assert.deepEqual([made.status, made.body['audience']], [201, system])
  const { body: stranger } = await call('POST /clients', { body: { name: 'Stranger', is_first_party: false } })
  assert.match(said(await call('POST /client-grants', { body: { client_id: stranger['client_id'], audience: system, scope: [] } })), /^400 .*cannot be created for third-party clients/)
  assert.match(said(await call('POST /client-grants', { body: { client_id: client['client_id'], audience: system, scope: ['create:tenants'] } })), /not defined by the API/)
})
