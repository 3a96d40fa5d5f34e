// The Management API attacked by its own callers: fields that are not theirs, scopes that they do not have, tenants they do not belong to.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { resources } from '../../src/modules.ts'
import { furnish, type Furniture } from '../api/furniture.ts'
import { connectionName, management, type Application } from '../management.ts'
import { random, token } from '../sign-in.ts'
import { stage, type Stage } from './stage.ts'

const operations = resources.flatMap((resource) => resource.operations)

describe('the Management API under attack', () => {
  let here: Stage
  let own: Furniture
  let foreign: Furniture
  before(async () => {
    here = await stage()
    ;[own, foreign] = await Promise.all([furnish(here.api), furnish(here.neighbour.api)])
  })

  const user = () => encodeURIComponent(here.person.user_id)
  const email = () => `${random().toLowerCase().replaceAll(/[^a-z0-9]/g, '')}@example.com`

  test('[mass assignment] fields that the server owns are refused by name, at creation and change', async () => {
    const server = await here.api.must<{ id: string }>('POST /resource-servers', { name: 'Mine', identifier: 'https://mine.example/' })
    const role = await here.api.must<{ id: string }>('POST /roles', { name: 'mine' })
    const grant = (await here.api.must<{ id: string }[]>(`GET /client-grants?client_id=${here.machine.client_id}`))[0]
    const connection = (await here.api.must<{ id: string }[]>('GET /connections'))[0]
    const attempts: [request: string, body: Record<string, unknown>, fields: Record<string, unknown>][] = [
      ['POST /clients', { name: 'x' }, { client_id: 'chosen', tenant: 'neighbour', tenant_id: 2, global: true, is_system: true, owners: ['x'], callback_url_template: true, created_at: '2020-01-01' }],
      [`PATCH /clients/${here.web.client_id}`, {}, { client_id: 'chosen', tenant: 'neighbour', tenant_id: 2, global: true, is_system: true }],
      ['POST /resource-servers', { identifier: 'https://x.example/' }, { id: 'chosen', is_system: true, tenant_id: 2, client_id: 'x' }],
      [`PATCH /resource-servers/${server.id}`, {}, { id: 'chosen', is_system: true, identifier: `${here.origin}/api/v2/`, tenant_id: 2 }],
      ['POST /client-grants', { client_id: here.web.client_id, audience: 'https://mine.example/', scope: [] }, { id: 'chosen', is_system: true, tenant_id: 2 }],
      [`PATCH /client-grants/${grant?.id}`, {}, { id: 'chosen', is_system: true, client_id: here.web.client_id, audience: `${here.origin}/api/v2/`, tenant_id: 2 }],
      ['POST /connections', { name: 'x', strategy: 'auth0' }, { id: 'chosen', tenant_id: 2, is_system: true }],
      [`PATCH /connections/${connection?.id}`, {}, { id: 'chosen', name: 'other', strategy: 'google-oauth2', tenant_id: 2 }],
      ['POST /users', { connection: connectionName, email: email(), password: 'Correct-Horse-7-Battery' }, { tenant_id: 2, identities: [], logins_count: 9, last_login: '2020-01-01', last_ip: '1.1.1.1', created_at: '2020-01-01', password_hash: 'x', roles: [role.id], permissions: [], is_admin: true, multifactor: ['x'] }],
      [`PATCH /users/${user()}`, {}, { tenant_id: 2, user_id: 'auth0|other', identities: [], logins_count: 9, last_login: '2020-01-01', created_at: '2020-01-01', password_hash: 'x', roles: [role.id], permissions: [], provider: 'x', is_admin: true }],
      ['POST /roles', { name: 'x' }, { id: 'chosen', tenant_id: 2, is_system: true }],
      [`PATCH /roles/${role.id}`, {}, { id: 'chosen', tenant_id: 2, permissions: [] }],
      ['PATCH /tenants/settings', {}, { name: 'config', id: 1, is_root: true, isRoot: true, owners: ['x'], version: 9 }],
    ]
    for (const [request, body, fields] of attempts) {
      for (const [field, value] of Object.entries(fields)) {
        const reply = await here.api.call<Record<string, unknown>>(request, { ...body, [field]: value })
        assert.equal(reply.status, 400, `${request} with ${field}: ${reply.status} ${JSON.stringify(reply.body)}`)
        assert.equal(reply.body['statusCode'], 400)
      }
    }
  })

  test('[mass assignment] prototype names are refused, and change nothing for anybody', async () => {
    for (const text of ['{"name":"x","__proto__":{"global":true}}', '{"name":"x","constructor":{"prototype":{"global":true}}}', '{"name":"x","client_metadata":{"__proto__":"x"}}']) {
      const reply = await fetch(`${here.origin}/api/v2/clients`, { method: 'POST', headers: { authorization: `Bearer ${here.api.token}`, 'content-type': 'application/json' }, body: text })
      assert.equal(reply.status, 400, text)
    }
    const after = await here.api.must<Record<string, unknown>>('POST /clients', { name: 'After' })
    assert.equal(after['global'], false)
  })

  test('[scope escalation] a caller\'s token has the scopes granted, whatever it asks for', async () => {
    const client = await here.api.must<Application>('POST /clients', { name: 'Narrow', app_type: 'non_interactive', grant_types: ['client_credentials'] })
    await here.api.must('POST /client-grants', { client_id: client.client_id, audience: `${here.origin}/api/v2/`, scope: ['read:roles'] })
    const credentials = { ...client, domain: here.appliance.main.domain }
    const narrow = await management(credentials)
    const refused = await token(here.origin, { grant_type: 'client_credentials', client_id: client.client_id, client_secret: client.client_secret, audience: `${here.origin}/api/v2/`, scope: 'read:roles create:client_grants' })
    assert.equal(refused.status, 403)
    const grant = (await here.api.must<{ id: string }[]>(`GET /client-grants?client_id=${client.client_id}`))[0]
    for (const [request, body] of [
      [`PATCH /client-grants/${grant?.id}`, { scope: ['read:roles', 'update:users'] }],
      ['POST /client-grants', { client_id: client.client_id, audience: `${here.origin}/api/v2/`, scope: ['update:users'] }],
      [`PATCH /clients/${client.client_id}`, { is_first_party: true }], [`POST /clients/${client.client_id}/rotate-secret`, undefined], ['GET /clients', undefined], ['GET /users', undefined], ['POST /tenants', { name: 'x' }],
    ] as [string, unknown][]) {
      const reply: { status: number } = await narrow.call(request, body)
      assert.ok(reply.status === 403 || (request === 'POST /tenants' && reply.status === 404), `${request}: ${reply.status}`)
    }
    assert.equal((await narrow.call('GET /roles')).status, 200)
  })

  test('[scope escalation] secrets are shown only with the scope for them', async () => {
    for (const scope of ['read:clients', 'read:client_summary', 'update:clients']) {
      const caller = await management(here.appliance.main, scope)
      const reply = await caller.call<unknown>(scope === 'update:clients' ? `PATCH /clients/${here.web.client_id}` : `GET /clients/${here.web.client_id}`, scope === 'update:clients' ? { description: 'x' } : undefined)
      assert.equal(reply.status, 200)
      assert.ok(!JSON.stringify(reply.body).includes(here.web.client_secret), scope)
      if (scope !== 'update:clients') assert.ok(!JSON.stringify((await caller.must('GET /clients'))).includes(here.web.client_secret), scope)
      for (const field of ['client_secret', 'encryption_key']) {
        const asked = await caller.call<unknown>(`GET /clients/${here.web.client_id}?fields=client_id,${field}`)
        assert.ok(!JSON.stringify(asked.body ?? '').includes(here.web.client_secret), `${scope} ${field}`)
      }
    }
  })

  test('[scope escalation] the tenant\'s own API, its global client and its system grant cannot be bent', async () => {
    const system = (await here.api.must<{ id: string; is_system: boolean; identifier: string }[]>('GET /resource-servers')).find((each) => each.is_system)
    assert.ok(system)
    for (const body of [{ scopes: [{ value: 'everything' }] }, { enforce_policies: false }, { signing_alg: 'HS256' }, { signing_secret: 'x'.repeat(32) }, { skip_consent_for_verifiable_first_party_clients: true }, { token_lifetime: 2592000, signing_alg: 'HS256' }]) {
      assert.equal((await here.api.call(`PATCH /resource-servers/${system.id}`, body)).status, 400, JSON.stringify(body))
    }
    assert.equal((await here.api.call(`DELETE /resource-servers/${system.id}`)).status, 400)
    const global = (await here.api.must<{ client_id: string; client_secret?: string; global: boolean }[]>('GET /clients?is_global=true'))[0]
    assert.equal(global?.global, true)
    assert.equal((await here.api.call(`DELETE /clients/${global.client_id}`)).status, 400)
    const asGlobal = await token(here.origin, { grant_type: 'client_credentials', client_id: global.client_id, client_secret: global.client_secret ?? 'x', audience: system.identifier })
    assert.equal(asGlobal.status, 401)
  })

  for (const operation of operations.filter((each) => each.path.includes('/:') && !each.rootOnly)) {
    test(`[tenant isolation] ${operation.id} with ids of another tenant finds nothing`, async () => {
      const path = operation.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(foreign.ids[operation.resource]?.[name] ?? 'anything'))
      const reply = await here.api.call<unknown>(`${operation.method} ${path}${foreign.queries[operation.id] ?? ''}`, foreign.bodies[operation.id])
      // Ending what is not there is a success for some clients, and a list of nobody is empty; that nothing is gone is shown below.
      const nothing = reply.body === undefined || JSON.stringify(reply.body) === '[]'
      assert.ok(reply.status === 404 || ([200, 202, 204].includes(reply.status) && nothing), `${reply.status} ${JSON.stringify(reply.body)}`)
    })
  }

  test('[tenant isolation] ids of another tenant inside bodies and queries find nothing either', async () => {
    const theirs = foreign.ids
    const foreignClient = theirs['clients']?.['id']
    const foreignUser = theirs['users']?.['id']
    const mine = own.ids
    const attempts: [request: string, body: unknown][] = [
      ['POST /client-grants', { client_id: foreignClient, audience: 'https://furniture.example/', scope: [] }],
      ['POST /client-grants', { client_id: here.web.client_id, audience: `${here.neighbour.origin}/api/v2/`, scope: [] }],
      [`POST /roles/${mine['roles']?.['id']}/users`, { users: [foreignUser] }],
      [`POST /users/${user()}/roles`, { roles: [theirs['roles']?.['id']] }],
      [`POST /users/${user()}/identities`, { provider: 'auth0', user_id: foreignUser }],
      [`POST /users/${user()}/permissions`, { permissions: [{ permission_name: 'read:users', resource_server_identifier: `${here.neighbour.origin}/api/v2/` }] }],
    ]
    for (const [request, body] of attempts) {
      const reply = await here.api.call(request, body)
      assert.ok(reply.status >= 400 && reply.status < 500, `${request}: ${reply.status} ${JSON.stringify(reply.body)}`)
    }
    await here.api.call(`PATCH /connections/${mine['connections']?.['id']}/clients`, [{ client_id: foreignClient, status: true }])
    const lists = await Promise.all([`/client-grants?client_id=${foreignClient}`, `/users?q=${encodeURIComponent(`user_id:"${foreignUser}"`)}&search_engine=v3`].map((path) => here.api.must<unknown[]>(`GET ${path}`)))
    assert.deepEqual(lists, [[], []])
  })

  test('[tenant isolation] lists and logs hold nothing of the neighbour, whose things are as they were', async () => {
    const texts = JSON.stringify(await Promise.all(['/clients?per_page=100', '/resource-servers', '/client-grants', '/connections', '/users?per_page=100', '/roles', '/logs?per_page=100'].map((path) => here.api.must(`GET ${path}`))))
    for (const noun of ['clients', 'resourceServers', 'clientGrants', 'connections', 'roles']) assert.ok(!texts.includes(`"id":"${foreign.ids[noun]?.['id']}"`) && !texts.includes(`"client_id":"${foreign.ids[noun]?.['id']}"`), noun)
    for (const secret of [here.neighbour.web.client_id, here.neighbour.web.client_secret, here.neighbour.origin]) assert.ok(!JSON.stringify(await here.api.must('GET /clients?per_page=100')).includes(secret))
    assert.deepEqual(await foreign.snapshot(), foreign.before)
  })

  test('[injection] searches, sorts, field lists and ids are values, never language', async () => {
    for (const path of [
      `/users?search_engine=v3&q=${encodeURIComponent("name:'); DROP TABLE users; --")}`, `/users?search_engine=v3&q=${encodeURIComponent('name:"\') OR 1=1 --"')}`, `/users?sort=${encodeURIComponent('(SELECT 1):1')}`, `/users?fields=${encodeURIComponent("user_id,(SELECT password FROM x)")}`,
      `/users/${encodeURIComponent("auth0|' OR '1'='1")}`, `/clients/${encodeURIComponent("' OR '1'='1")}`, `/roles/${encodeURIComponent('1; DROP TABLE roles')}`, `/logs?q=${encodeURIComponent("type:' OR 1=1")}`, `/users-by-email?email=${encodeURIComponent("' OR 1=1 --@x.example")}`,
      '/users/..%2f..%2fclients', '/users/%252e%252e', `/resource-servers/${encodeURIComponent('../../clients')}`, `/users?page=0;1`, '/users?per_page=1e9', '/users?include_totals=maybe',
    ]) {
      const reply = await here.api.call<unknown>(`GET ${path}`)
      assert.ok(reply.status < 500, `${path}: ${reply.status}`)
      if (reply.status === 200) assert.ok(JSON.stringify(reply.body).length < 5000, path)
    }
    assert.equal((await here.api.call(`GET /users/${user()}`)).status, 200)
  })
})
