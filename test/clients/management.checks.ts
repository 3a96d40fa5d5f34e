// The official Management API client, `auth0` 7, unmodified: every noun, paging, errors.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { ManagementClient, ManagementError } from 'auth0'
import type { Appliance } from '../appliance.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { connectionName } from '../management.ts'
import { all } from './pager.ts'

describe('auth0 ManagementClient', () => {
  let appliance: Appliance
  let client: ManagementClient

  before(async () => {
    appliance = await sharedAppliance()
    // Its retries would hide a 500 behind two more.
    client = new ManagementClient({ domain: appliance.main.domain, clientId: appliance.main.client_id, clientSecret: appliance.main.client_secret, maxRetries: 0 })
  })

  const failure = async (act: PromiseLike<unknown>): Promise<{ statusCode: number | undefined; body: Record<string, unknown> }> => {
    try {
      await act
    } catch (error) {
      assert.ok(error instanceof ManagementError, `${error}`)
      return { statusCode: error.statusCode, body: error.body as Record<string, unknown> }
    }
    return assert.fail('it was not refused')
  }

  test('clients: create, get, update, rotate, page through, delete', async () => {
    const made = await client.clients.create({ name: 'Shop', app_type: 'regular_web', callbacks: ['https://shop.example.com/callback'], client_metadata: { a: '1', b: '2' } })
    assert.ok(made.client_id && made.client_secret)
    const updated = await client.clients.update(made.client_id, { description: 'Sells', client_metadata: { a: null } as never })
    assert.deepEqual([updated.description, updated.client_metadata], ['Sells', { b: '2' }])
    assert.equal((await client.clients.get(made.client_id)).name, 'Shop')
    const few = await client.clients.get(made.client_id, { fields: 'name', include_fields: true })
    assert.deepEqual(Object.keys(few), ['name'])
    const rotated = await client.clients.rotateSecret(made.client_id)
    assert.notEqual(rotated.client_secret, made.client_secret)
    for (let index = 0; index < 5; index += 1) await client.clients.create({ name: `Paged ${index}` })
    const names = (await all(client.clients.list({ per_page: 2 }))).map(({ name }) => name)
    assert.equal(new Set(names.filter((name) => name?.startsWith('Paged'))).size, 5)
    const page = await client.clients.list({ per_page: 2, page: 1 })
    assert.equal(page.data.length, 2)
    assert.equal(page.response.start, 2)
    assert.equal(page.response.limit, 2)
    assert.ok(Number(page.response.total) >= 6)
    await client.clients.delete(made.client_id)
    assert.deepEqual((await failure(client.clients.get(made.client_id))).statusCode, 404)
  })

  test('a refused body names the field; an unknown id has the documented error', async () => {
    const bad = await failure(client.clients.create({ name: 'x', app_type: 'spaceship' as never }))
    assert.deepEqual([bad.statusCode, bad.body['statusCode'], bad.body['error'], bad.body['errorCode']], [400, 400, 'Bad Request', 'invalid_body'])
    assert.match(String(bad.body['message']), /Payload validation error/)
    assert.match(String(bad.body['message']), /app_type/)
    const gone = await failure(client.clients.get('no-such-client'))
    assert.deepEqual([gone.statusCode, gone.body['error'], gone.body['errorCode']], [404, 'Not Found', 'inexistent_client'])
  })

  test('resource servers and client grants', async () => {
    const server = await client.resourceServers.create({ name: 'Orders', identifier: 'https://orders.example/', scopes: [{ value: 'read:orders', description: 'Read' }] })
    assert.ok(server.id)
    assert.equal(server.signing_alg, 'RS256')
    const updated = await client.resourceServers.update(server.id, { token_lifetime: 600, scopes: [{ value: 'read:orders' }, { value: 'write:orders' }] })
    assert.equal(updated.token_lifetime, 600)
    assert.equal((await client.resourceServers.get('https://orders.example/')).id, server.id)
    assert.ok((await all(client.resourceServers.list({ per_page: 1 }))).some(({ is_system }) => is_system === true))
    assert.equal((await failure(client.resourceServers.create({ identifier: 'https://orders.example/' }))).statusCode, 409)

    const machine = await client.clients.create({ name: 'Machine', app_type: 'non_interactive' })
    const grant = await client.clientGrants.create({ client_id: machine.client_id!, audience: 'https://orders.example/', scope: ['read:orders'] })
    assert.deepEqual((await client.clientGrants.update(grant.id!, { scope: ['read:orders', 'write:orders'] })).scope, ['read:orders', 'write:orders'])
    assert.equal((await failure(client.clientGrants.create({ client_id: machine.client_id!, audience: 'https://orders.example/', scope: [] }))).statusCode, 409)
    assert.deepEqual((await all(client.clientGrants.list({ client_id: machine.client_id! }))).map(({ id }) => id), [grant.id])
    await client.clientGrants.delete(grant.id!)
    await client.resourceServers.delete(server.id)
    assert.equal((await failure(client.resourceServers.get(server.id))).statusCode, 404)
  })

  test('connections: create, read, change, enable for clients, list, delete', async () => {
    const made = await client.connections.create({ name: 'customers', strategy: 'auth0', options: { disable_signup: true } as never })
    assert.ok(made.id)
    assert.equal((await client.connections.get(made.id)).strategy, 'auth0')
    const updated = await client.connections.update(made.id, { options: { passwordPolicy: 'excellent' } as never })
    assert.equal((updated.options as Record<string, unknown>)['passwordPolicy'], 'excellent')
    const shop = await client.clients.create({ name: 'Enabled' })
    await client.connections.clients.update(made.id, [{ client_id: shop.client_id!, status: true }])
    assert.ok((await all(client.connections.clients.get(made.id))).some(({ client_id }) => client_id === shop.client_id))
    assert.ok((await all(client.connections.list({ take: 1 }))).length >= 2)
    assert.equal((await all(client.connections.list({ name: 'customers' }))).length, 1)
    assert.equal((await failure(client.connections.create({ name: 'customers', strategy: 'auth0' }))).statusCode, 409)
    await client.connections.delete(made.id)
    assert.equal((await failure(client.connections.get(made.id))).statusCode, 404)
  })

  test('users: create, search, sort, change, by e-mail, delete', async () => {
    const create = (name: string, more: object = {}) => client.users.create({ connection: connectionName, email: `${name}@search.example`, password: 'Correct-Horse-7-Battery', name, ...more })
    const [ada, grace] = await Promise.all([create('ada', { app_metadata: { plan: 'gold', level: 3 } }), create('grace', { user_metadata: { colour: 'blue' } }), create('alan')])
    assert.match(ada.user_id!, /^auth0\|/)
    assert.equal(ada.identities?.[0]?.connection, connectionName)
    assert.ok(!('password' in ada))
    const found = async (q: string, more: object = {}) => (await all(client.users.list({ q, search_engine: 'v3', ...more }))).map(({ name }) => name)
    assert.deepEqual(await found('email:"ada@search.example"'), ['ada'])
    assert.deepEqual(await found('app_metadata.plan:gold AND NOT name:grace'), ['ada'])
    assert.deepEqual(await found('name:a* AND email:*@search.example', { sort: 'name:1' }), ['ada', 'alan'])
    assert.deepEqual(await found('name:a* AND email:*search.example', { sort: 'name:-1', per_page: 1 }), ['alan', 'ada'])
    assert.deepEqual(await found('_exists_:user_metadata.colour'), ['grace'])
    assert.deepEqual(await found('app_metadata.level:[2 TO 5]'), ['ada'])
    const syntax = await failure(client.users.list({ q: 'name:(', search_engine: 'v3' }))
    assert.equal(syntax.statusCode, 400)
    const changed = await client.users.update(ada.user_id!, { app_metadata: { plan: 'silver' }, given_name: 'Ada' })
    assert.deepEqual([changed.given_name, changed.app_metadata], ['Ada', { plan: 'silver', level: 3 }])
    assert.deepEqual((await client.users.listUsersByEmail({ email: 'ada@search.example' })).map(({ user_id }) => user_id), [ada.user_id])
    const twice = await failure(create('ada'))
    assert.deepEqual([twice.statusCode, twice.body['message']], [409, 'The user already exists.'])
    const weak = await failure(client.users.create({ connection: connectionName, email: 'weak@search.example', password: 'short' }))
    assert.equal(weak.statusCode, 400)
    assert.match(String(weak.body['message']), /PasswordStrengthError/)
    await client.users.delete(grace.user_id!)
    const gone = await failure(client.users.get(grace.user_id!))
    assert.deepEqual([gone.statusCode, gone.body['errorCode'], gone.body['message']], [404, 'inexistent_user', 'The user does not exist.'])
    await client.users.delete(grace.user_id!)
  })

  test('roles and permissions, of roles and of users', async () => {
    await client.resourceServers.create({ name: 'Stock', identifier: 'https://stock.example/', scopes: [{ value: 'read:stock' }, { value: 'move:stock' }] })
    const role = await client.roles.create({ name: 'keeper', description: 'Keeps the stock' })
    const user = await client.users.create({ connection: connectionName, email: 'keeper@example.com', password: 'Correct-Horse-7-Battery' })
    const permission = (permission_name: string) => ({ permission_name, resource_server_identifier: 'https://stock.example/' })
    await client.roles.permissions.add(role.id!, { permissions: [permission('read:stock')] })
    await client.users.roles.assign(user.user_id!, { roles: [role.id!] })
    await client.users.permissions.create(user.user_id!, { permissions: [permission('move:stock')] })
    assert.deepEqual((await all(client.roles.permissions.list(role.id!))).map((item) => item.permission_name), ['read:stock'])
    assert.deepEqual((await all(client.users.roles.list(user.user_id!))).map(({ name }) => name), ['keeper'])
    assert.deepEqual((await all(client.roles.users.list(role.id!))).map(({ user_id }) => user_id), [user.user_id])
    const held = (await all(client.users.permissions.list(user.user_id!))).map((item) => item.permission_name).sort()
    assert.deepEqual(held, ['move:stock', 'read:stock'])
    await client.users.permissions.delete(user.user_id!, { permissions: [permission('move:stock')] })
    await client.roles.permissions.delete(role.id!, { permissions: [permission('read:stock')] })
    await client.users.roles.delete(user.user_id!, { roles: [role.id!] })
    assert.deepEqual(await all(client.users.permissions.list(user.user_id!)), [])
    assert.equal((await client.roles.update(role.id!, { description: 'Kept' })).description, 'Kept')
    assert.ok((await all(client.roles.list({ name_filter: 'keep', per_page: 1 }))).some(({ id }) => id === role.id))
    assert.equal((await failure(client.roles.create({ name: 'keeper' }))).statusCode, 409)
    await client.roles.delete(role.id!)
    assert.equal((await failure(client.roles.get(role.id!))).statusCode, 404)
  })

  test('tenant settings are merged, and defaults are shown', async () => {
    const before = await client.tenants.settings.get()
    assert.equal(before.session_lifetime, 168)
    const updated = await client.tenants.settings.update({ friendly_name: 'Examples Ltd', idle_session_lifetime: 24 })
    assert.deepEqual([updated.friendly_name, updated.idle_session_lifetime], ['Examples Ltd', 24])
    assert.equal((await client.tenants.settings.get()).friendly_name, 'Examples Ltd')
    assert.equal((await client.tenants.settings.get({ fields: 'friendly_name' })).session_lifetime, undefined)
  })

  test('logs: every change of the API is one entry, found by id and by q', async () => {
    await client.roles.create({ name: 'logged' })
    const page = await client.logs.list({ search: 'type:sapi', sort: 'date:-1', per_page: 5 })
    assert.ok(page.data.length > 0)
    const [entry] = page.data
    assert.ok(entry?.log_id)
    assert.equal((await client.logs.get(entry.log_id)).log_id, entry.log_id)
  })

  test('without the scope: 403 insufficient_scope; without a token: 401', async () => {
    const response = await fetch(`${appliance.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appliance.main.client_id, client_secret: appliance.main.client_secret, audience: `${appliance.origin}/api/v2/`, scope: 'read:roles' }),
    })
    const { access_token, scope } = (await response.json()) as { access_token: string; scope?: string }
    assert.equal(scope, 'read:roles')
    const narrow = new ManagementClient({ domain: appliance.main.domain, token: () => access_token, maxRetries: 0 })
    await narrow.roles.list()
    const refused = await failure(narrow.users.list())
    assert.deepEqual([refused.statusCode, refused.body['errorCode']], [403, 'insufficient_scope'])
    assert.match(String(refused.body['message']), /^Insufficient scope, expected any of: .*read:users/)
    const stranger = new ManagementClient({ domain: appliance.main.domain, token: () => 'nonsense', maxRetries: 0 })
    const unknown = await failure(stranger.users.list())
    assert.deepEqual([unknown.statusCode, unknown.body['error']], [401, 'Unauthorized'])
  })
})
