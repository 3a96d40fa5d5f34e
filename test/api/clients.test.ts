import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { managementApi, said, type Body, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)

test('an application gets the documented defaults of its type', async () => {
  const spa = await call('POST /clients', { body: { name: 'App', app_type: 'spa', callbacks: ['http://localhost:3000', 'com.example.app://callback'] } })
  assert.equal(spa.status, 201)
  assert.match(spa.body['client_id'], /^[A-Za-z0-9]{32}$/)
  assert.match(spa.body['client_secret'], /^[\w-]{64}$/)
  assert.deepEqual(spa.body['grant_types'], ['authorization_code', 'implicit', 'refresh_token'])
  assert.equal(spa.body['token_endpoint_auth_method'], 'none')
  assert.deepEqual(spa.body['jwt_configuration'], { alg: 'RS256', lifetime_in_seconds: 36000, secret_encoded: false })
  assert.deepEqual(spa.body['refresh_token'], {
    rotation_type: 'non-rotating', expiration_type: 'non-expiring', leeway: 0, token_lifetime: 2592000, infinite_token_lifetime: true,
    idle_token_lifetime: 1296000, infinite_idle_token_lifetime: true,
  })
  assert.equal(spa.body['tenant'], 'main')
  assert.equal(spa.body['global'], false)
  const connections = await call(`GET /clients/${spa.body['client_id']}/connections`)
  assert.deepEqual(connections.body['connections'].map((each: { name: string }) => each.name), ['Username-Password-Authentication'])
  const web = await call('POST /clients', { body: { name: 'Web', app_type: 'regular_web', refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 3 } } })
  assert.deepEqual(web.body['grant_types'], ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'])
  assert.deepEqual([web.body['refresh_token'].leeway, web.body['refresh_token'].infinite_token_lifetime], [3, false])
  assert.deepEqual((await call('POST /clients', { body: { name: 'M2M', app_type: 'non_interactive' } })).body['grant_types'], ['client_credentials'])
})

test('what an application may not be is refused by name', async () => {
  const post = async (body: object) => said(await call('POST /clients', { body: { name: 'x', ...body } }))
  assert.equal(said(await call('POST /clients', { body: {} })), "400 invalid_body Payload validation error: 'Missing required property: name'.")
  assert.match(await post({ name: '<b>' }), /does not match pattern .* on property name/)
  assert.match(await post({ client_id: 'mine' }), /Additional properties not allowed: client_id/)
  assert.match(await post({ client_secret: 'mine' }), /Additional properties not allowed: client_secret/)
  assert.match(await post({ callbacks: null }), /Expected type array but found type null' on property callbacks/)
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', '/relative', 'https://a.example/#f', 'https://*.com/cb', 'https://a.*.example.com', 'https://user:pw@a.example', 'https://a.example\\@b.example/', 'https://*.example.com/*', 'x y', '']) {
    assert.match(await post({ callbacks: ['https://ok.example/cb', bad] }), /400 invalid_body .*callback-url.* on property callbacks\[1\]/, bad)
  }
  for (const good of ['https://*.example.com/cb', 'https://{organization_name}.example.com/cb', 'http://localhost:3000/callback', 'myapp://cb', 'com.example:/oauth2redirect', 'http://127.0.0.1/cb?x=1']) {
    assert.equal((await call('POST /clients', { body: { name: 'ok', callbacks: [good] } })).status, 201, good)
  }
  assert.match(await post({ refresh_token: { rotation_type: 'rotating', expiration_type: 'non-expiring' } }), /must expire/)
  assert.match(await post({ client_metadata: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 'v'])) }), /Too many properties defined \(11\), maximum 10/)
  assert.match(await post({ client_metadata: { k: 'v'.repeat(256) } }), /too long \(256 chars\), maximum 255/)
  assert.match(await post({ token_endpoint_auth_method: 'none', grant_types: ['client_credentials'] }), /grant_types/)
  assert.match(await post({ token_vault_privileged_access: { credentials: [] } }), /400 operation_not_supported/)
  assert.match(await post({ is_first_party: false, organization_usage: 'allow' }), /^403 .*Organizations are only available to first party/)
})

test('PATCH replaces, null removes, metadata is merged', async () => {
  const { body: made } = await call('POST /clients', { body: { name: 'P', description: 'd', client_metadata: { a: '1', b: '2' }, web_origins: ['https://a.example'] } })
  const path = `/clients/${made['client_id']}`
  const { status, body } = await call(`PATCH ${path}`, { body: { description: null, web_origins: ['https://b.example'], client_metadata: { a: null, c: '3' }, jwt_configuration: { lifetime_in_seconds: 60 } } })
  assert.equal(status, 200)
  assert.equal('description' in body, false)
  assert.deepEqual(body['web_origins'], ['https://b.example'])
  assert.deepEqual(body['client_metadata'], { b: '2', c: '3' })
  assert.deepEqual(body['jwt_configuration'], { alg: 'RS256', lifetime_in_seconds: 60, secret_encoded: false })
  assert.equal(body['client_secret'], made['client_secret'])
  assert.match(said(await call(`PATCH ${path}`, { body: { name: null } })), /on property name/)
  assert.deepEqual((await call(`GET ${path}`)).body['client_metadata'], { b: '2', c: '3' })
})

test('two changes at once both hold', async () => {
  const { body: made } = await call('POST /clients', { body: { name: 'R' } })
  const path = `/clients/${made['client_id']}`
  await Promise.all(['a', 'b', 'c', 'd'].map((key) => call(`PATCH ${path}`, { body: { client_metadata: { [key]: 'x' } } })))
  assert.deepEqual(Object.keys((await call(`GET ${path}`)).body['client_metadata']).sort(), ['a', 'b', 'c', 'd'])
})

test('each scope shows and changes its own fields', async () => {
  const { body: made } = await call('POST /clients', { body: { name: 'S', description: 'd', callbacks: ['https://a.example'], encryption_key: { pub: 'k' } } })
  const path = `/clients/${made['client_id']}`
  assert.deepEqual(Object.keys((await call(`GET ${path}`, { scope: 'read:client_summary' })).body).sort(), ['client_id', 'description', 'global', 'name', 'tenant'])
  const read = (await call(`GET ${path}`, { scope: 'read:clients' })).body
  assert.deepEqual([read['callbacks'], read['client_secret'], read['encryption_key']], [['https://a.example'], undefined, undefined])
  assert.equal((await call(`GET ${path}`, { scope: 'read:client_keys' })).body['client_secret'], made['client_secret'])
  assert.equal(said(await call(`GET ${path}`, { scope: 'read:clients', query: { fields: 'client_secret' } })), '403 insufficient_scope Insufficient scope, expected any of: read:client_keys,read:client_credentials,update:client_keys')
  assert.equal(said(await call(`PATCH ${path}`, { scope: 'update:clients', body: { client_secret: 'x' } })), '403 insufficient_scope Insufficient scope, expected any of: update:client_keys')
  assert.equal(said(await call(`PATCH ${path}`, { scope: 'update:client_keys', body: { name: 'x' } })), '403 insufficient_scope Insufficient scope, expected any of: update:clients')
  const rotated = await call(`POST ${path}/rotate-secret`, { scope: 'update:client_keys' })
  assert.equal(rotated.status, 200)
  assert.notEqual(rotated.body['client_secret'], made['client_secret'])
  assert.equal((await call(`GET ${path}`, { scope: 'read:client_keys' })).body['client_secret'], rotated.body['client_secret'])
  const stored = await api.t.process.db.rows<{ text: string }>('SELECT c::text AS text FROM clients c WHERE client_id = $1', [made['client_id']])
  assert.doesNotMatch(stored[0]!.text, new RegExp(rotated.body['client_secret']))
})

test('lists are filtered and paged so that pagers come to an end', async () => {
  for (let index = 0; index < 7; index += 1) await call('POST /clients', { tenant: 'other', body: { name: `List ${index}`, app_type: index % 2 ? 'spa' : 'native', is_first_party: index !== 6 } })
  const list = async (query: Record<string, string>) => (await call('GET /clients', { tenant: 'other', query })).body
  const all = await list({ include_totals: 'true', is_global: 'false', per_page: '100' })
  assert.equal(all['total'], 8)
  assert.deepEqual((await list({ is_global: 'true' }))['map']((each: { global: boolean; name: string }) => [each.global, each.name]), [[true, 'All Applications']])
  assert.equal((await list({ app_type: 'spa,native' }))['length'], 7)
  assert.equal((await list({ is_first_party: 'false' }))['length'], 1)
  assert.equal((await list({ q: 'list 3' }))['length'], 1)
  const seen: string[] = []
  for (let page = 0; ; page += 1) {
    const body = await list({ page: String(page), per_page: '3', include_totals: 'true', fields: 'client_id' })
    assert.deepEqual([body['start'], body['limit'], body['length'], body['total']], [page * 3, 3, body['clients'].length, 9])
    if (body['clients'].length === 0) break
    seen.push(...body['clients'].map((each: { client_id: string }) => each.client_id))
  }
  assert.equal(new Set(seen).size, 9)
  const marked: string[] = []
  for (let from: string | undefined = undefined; ;) {
    const body: Body = await list({ take: '4', ...(from === undefined ? {} : { from }) })
    marked.push(...body['clients'].map((each: { client_id: string }) => each.client_id))
    if (body['next'] === undefined) break
    from = body['next']
  }
  assert.deepEqual(marked.toSorted(), seen.toSorted())
  assert.match(said(await call('GET /clients', { query: { from: 'not a mark' } })), /^400 .*Invalid pagination cursor/)
})

test("another tenant's application does not exist here", async () => {
  const { body: made } = await call('POST /clients', { tenant: 'other', body: { name: 'Theirs' } })
  const path = `/clients/${made['client_id']}`
  const missing = '404 inexistent_client The client does not exist'
  assert.equal(said(await call(`GET ${path}`)), missing)
  assert.equal(said(await call(`PATCH ${path}`, { body: { name: 'mine' } })), missing)
  assert.equal(said(await call(`POST ${path}/rotate-secret`)), missing)
  assert.equal((await call(`GET ${path}/connections`)).status, 404)
  assert.equal((await call(`DELETE ${path}`)).status, 204)
  assert.equal((await call(`GET ${path}`, { tenant: 'other' })).status, 200)
  assert.equal((await call(`DELETE ${path}`, { tenant: 'other' })).status, 204)
  assert.equal((await call(`GET ${path}`, { tenant: 'other' })).status, 404)
  const [global] = (await call('GET /clients', { query: { is_global: 'true' } })).body as unknown as { client_id: string }[]
  assert.equal(said(await call(`DELETE /clients/${global!.client_id}`)), '400 operation_not_supported Global client cannot be deleted.')
})

test('an alias belongs to one application', async () => {
  assert.equal((await call('POST /clients', { body: { name: 'A', client_aliases: ['nick'] } })).status, 201)
  assert.equal(said(await call('POST /clients', { body: { name: 'B', client_aliases: ['nick'] } })), '409 client_alias_conflict Another client exists with the same alias.')
  assert.equal((await call('POST /clients', { tenant: 'other', body: { name: 'B', client_aliases: ['nick'] } })).status, 201)
})

test('changes stand in the log of the tenant, without secrets', async () => {
  const { body: made } = await call('POST /clients', { body: { name: 'Logged', encryption_key: { pub: 'hush-hush' } } })
  const [entry] = await api.t.process.db.rows<{ type: string; body: string }>("SELECT type, body::text AS body FROM logs WHERE type = 'sapi' ORDER BY log_id DESC LIMIT 1")
  assert.equal(entry?.type, 'sapi')
  assert.match(entry.body, /"Logged"/)
  assert.doesNotMatch(entry.body, /hush-hush/)
  assert.equal(entry.body.includes(made['client_secret']), false)
})
