import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { tenantSettings } from '#resources/tenants/index.ts'
import { managementApi, said, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)

test('settings show the documented defaults, and what was set over them', async () => {
  const { status, body } = await call('GET /tenants/settings')
  assert.equal(status, 200)
  assert.deepEqual([body['session_lifetime'], body['idle_session_lifetime'], body['enabled_locales'], body['sandbox_versions_available']], [168, 72, ['en'], ['22']])
  assert.equal(body['flags'].enable_client_connections, true)
  const changed = await call('PATCH /tenants/settings', {
    body: { friendly_name: 'Acme', session_lifetime: 4, idle_session_lifetime_in_minutes: 30, flags: { enable_sso: false }, allowed_logout_urls: ['https://a.example/out'], picture_url: '', support_email: 'help@acme.example' },
  })
  assert.equal(changed.status, 200)
  assert.deepEqual([changed.body['session_lifetime'], changed.body['idle_session_lifetime'], changed.body['friendly_name']], [4, 0.5, 'Acme'])
  const again = await call('PATCH /tenants/settings', { body: { flags: { disable_impersonation: false }, friendly_name: null } })
  assert.deepEqual([again.body['flags'].enable_sso, again.body['flags'].disable_impersonation, 'friendly_name' in again.body], [false, false, false])
  assert.equal(tenantSettings(await api.t.tenant('main')).session_lifetime, 4)
  assert.equal(tenantSettings(await api.t.tenant('other')).session_lifetime, 168)
  assert.deepEqual((await call('GET /tenants/settings', { query: { fields: 'session_lifetime' } })).body, { session_lifetime: 4 })
})

test('settings that cannot be are refused by name', async () => {
  const patch = async (body: object) => said(await call('PATCH /tenants/settings', { body }))
  assert.match(await patch({ nope: 1 }), /Additional properties not allowed: nope/)
  assert.match(await patch({ flags: { nope: true } }), /Additional properties not allowed: nope' on property flags/)
  assert.match(await patch({ session_lifetime: 0 }), /Value 0 is less than minimum 1' on property session_lifetime/)
  assert.match(await patch({ session_lifetime: 9000 }), /greater than maximum 8760/)
  assert.match(await patch({ session_lifetime: 1, session_lifetime_in_minutes: 1 }), /cannot be given together/)
  assert.match(await patch({ enabled_locales: [] }), /Array is too short/)
  assert.match(await patch({ enabled_locales: ['en', 'xx'] }), /on property enabled_locales\[1\]/)
  assert.match(await patch({ picture_url: 'javascript:alert(1)' }), /absolute-uri-or-empty.* on property picture_url/)
  assert.match(await patch({ default_redirection_uri: 'http://a.example' }), /on property default_redirection_uri/)
  assert.match(await patch({ support_email: 'nobody' }), /on property support_email/)
  assert.match(await patch({ session_cookie: { mode: 'sometimes' } }), /on property session_cookie.mode/)
})

test('two changes of settings at once both hold', async () => {
  await Promise.all([call('PATCH /tenants/settings', { body: { support_url: 'https://a.example' } }), call('PATCH /tenants/settings', { body: { default_audience: 'x' } })])
  const { body } = await call('GET /tenants/settings')
  assert.deepEqual([body['support_url'], body['default_audience']], ['https://a.example', 'x'])
})

test('tenants are made on the root tenant authority, and only there', async () => {
  const made = await call('POST /tenants', { tenant: 'config', body: { name: 'customer-1', owners: ['me@example.com'] } })
  assert.equal(made.status, 201)
  assert.deepEqual(Object.keys(made.body).sort(), ['client_id', 'client_secret', 'domain', 'name'])
  assert.deepEqual([made.body['name'], made.body['domain']], ['customer-1', 'customer-1.bailiwick.localhost:8443'])
  const clients = await call('GET /clients', { tenant: 'customer-1' })
  assert.equal(clients.body['some']((each: { client_id: string; client_secret: string }) => each.client_id === made.body['client_id'] && each.client_secret === made.body['client_secret']), true)
  assert.equal(said(await call('POST /tenants', { tenant: 'config', body: { name: 'customer-1' } })), '409 tenant_conflict A tenant with that name already exists.')
  assert.equal(said(await call('POST /tenants', { tenant: 'config', body: { name: 'login' } })), "400 invalid_body Payload validation error: 'The tenant name login is reserved' on property name.")
  assert.equal((await call('POST /tenants', { body: { name: 'customer-2' } })).status, 404)
  assert.equal((await call('POST /tenants', { tenant: 'config', scope: 'create:clients', body: { name: 'customer-2' } })).status, 403)
  const [log] = await api.t.process.db.rows<{ body: string }>("SELECT l.body::text AS body FROM logs l JOIN tenants t ON t.id = l.tenant_id AND t.is_root WHERE type = 'sapi' ORDER BY log_id DESC LIMIT 1")
  assert.match(log!.body, /customer-1/)
  assert.equal(log!.body.includes(made.body['client_secret']), false)
})
