import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createUser, createUsers } from '#resources/users/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { calls, refused, type Call } from '../users/calls.test.ts'
import { permissionsOf, roles, userPermissions, userRoles } from './index.ts'

let t: TestContext
let api: Call
let foreign: Call
const resources = [roles, userRoles, userPermissions, createUsers({ sendVerification: async () => {} })]
const audience = 'https://orders.example/'
const permission = (permission_name: string, resource_server_identifier = audience) => ({ resource_server_identifier, permission_name })
const names = (rows: { name: string }[]) => rows.map((row) => row.name)

before(async () => {
  t = await testContext()
  api = calls(resources, t.ctx)
  foreign = calls(resources, await t.tenant('other'))
  for (const [identifier, scopes] of [[audience, ['read:orders', 'write:orders', 'gone:soon']], ['https://bills.example/', ['read:bills']]] as const) {
    await t.process.db.execute(
      `INSERT INTO resource_servers (tenant_id, id, identifier, name, scopes) VALUES ($1, $2, $2, $2, $3::jsonb)`,
      [t.ctx.tenant.id, identifier, JSON.stringify(scopes.map((value) => ({ value, description: `May ${value}` })))],
    )
  }
})
after(() => t.close())

let counter = 0
const person = () => createUser(t.ctx, 'db', { email: `role${++counter}@example.com` })
async function role(name = `role ${++counter}`) {
  const { status, body } = await api('POST /roles', { name, description: 'Something' })
  assert.equal(status, 200, JSON.stringify(body))
  assert.match(body.id, /^rol_[A-Za-z0-9]{16}$/)
  return body as { id: string; name: string; description: string }
}

describe('roles', () => {
  test('come, change and go', async () => {
    const made = await role('Clerk')
    assert.deepEqual((await api(`GET /roles/${made.id}`)).body, made)
    assert.deepEqual((await api(`PATCH /roles/${made.id}`, { description: 'Other' })).body, { ...made, description: 'Other' })
    refused(await api('POST /roles', { name: 'Clerk' }), 409, 'The role already exists.')
    const second = await role('Second clerk')
    refused(await api(`PATCH /roles/${second.id}`, { name: 'Clerk' }), 409, 'The role already exists.')
    assert.deepEqual(names((await api('GET /roles?name_filter=CLERK')).body), ['Clerk', 'Second clerk'])
    assert.deepEqual((await api('GET /roles?name_filter=%25')).body, [])
    const { body } = await api('GET /roles?include_totals=true&per_page=1&name_filter=clerk')
    assert.deepEqual([body.total, body.length, body.limit, names(body.roles)], [2, 1, 1, ['Clerk']])
    assert.equal((await api(`DELETE /roles/${second.id}`)).status, 200)
    for (const request of [`GET /roles/${second.id}`, `DELETE /roles/${second.id}`, `GET /roles/${second.id}/users`, `GET /roles/${second.id}/permissions`]) refused(await api(request), 404, 'Role not found.')
    refused(await api(`PATCH /roles/${second.id}`, { name: 'x' }), 404, 'Role not found.')
    refused(await api('POST /roles', {}), 400, /name/, 'invalid_body')
  })

  test('of another tenant are not there', async () => {
    const made = await role()
    assert.deepEqual((await foreign('GET /roles')).body, [])
    for (const request of [`GET /roles/${made.id}`, `DELETE /roles/${made.id}`, `GET /roles/${made.id}/users`]) refused(await foreign(request), 404, 'Role not found.')
    refused(await foreign(`POST /roles/${made.id}/users`, { users: ['auth0|x'] }), 404, 'Role not found.')
    refused(await foreign(`PATCH /roles/${made.id}`, { name: 'x' }), 404, 'Role not found.')
  })
})

describe('permissions', () => {
  test('reach a person directly and through roles', async () => {
    const made = await role()
    const user = await person()
    const path = `/users/${encodeURIComponent(user.user_id)}`
    assert.equal((await api(`POST /roles/${made.id}/permissions`, { permissions: [permission('read:orders'), permission('write:orders'), permission('read:bills', 'https://bills.example/')] })).status, 201)
    assert.equal((await api(`POST ${path}/roles`, { roles: [made.id] })).status, 204)
    assert.equal((await api(`POST ${path}/permissions`, { permissions: [permission('read:orders'), permission('gone:soon')] })).status, 201)
    assert.deepEqual(await permissionsOf(t.ctx, user.user_id, audience), ['gone:soon', 'read:orders', 'write:orders'])
    const { body } = await api(`GET ${path}/permissions?include_totals=true`)
    assert.equal(body.total, 4)
    assert.deepEqual(body.permissions.find((each: { permission_name: string }) => each.permission_name === 'read:orders'), {
      ...permission('read:orders'), resource_server_name: audience, description: 'May read:orders',
      sources: [{ source_type: 'DIRECT', source_id: '', source_name: '' }, { source_type: 'ROLE', source_id: made.id, source_name: made.name }],
    })
    assert.equal((await api(`GET /roles/${made.id}/permissions?per_page=2&page=1`)).body.length, 1)

    assert.equal((await api(`DELETE /roles/${made.id}/permissions`, { permissions: [permission('write:orders')] })).status, 204)
    assert.equal((await api(`DELETE ${path}/permissions`, { permissions: [permission('read:orders')] })).status, 204)
    assert.deepEqual(await permissionsOf(t.ctx, user.user_id, audience), ['gone:soon', 'read:orders'])
    await t.process.db.execute(`UPDATE resource_servers SET scopes = '[{"value":"read:orders"}]' WHERE identifier = $1`, [audience])
    assert.deepEqual(await permissionsOf(t.ctx, user.user_id, audience), ['read:orders'], 'a scope that the API no longer has is no permission')
    await api(`DELETE ${path}/roles`, { roles: [made.id] })
    assert.deepEqual(await permissionsOf(t.ctx, user.user_id, audience), [])
    assert.deepEqual(await permissionsOf(t.ctx, user.user_id, 'https://nowhere.example/'), [])
  })

  test('refusals', async () => {
    const made = await role()
    const user = await person()
    for (const path of [`/roles/${made.id}`, `/users/${encodeURIComponent(user.user_id)}`]) {
      refused(await api(`POST ${path}/permissions`, { permissions: [permission('read:orders', 'https://nowhere.example/')] }), 404, 'The resource server does not exist.')
      refused(await api(`POST ${path}/permissions`, { permissions: [permission('read:orders'), permission('no:such')] }), 400, /not scopes/, 'invalid_body')
      refused(await api(`POST ${path}/permissions`, { permissions: [] }), 400, /permissions/, 'invalid_body')
    }
    refused(await api('POST /roles/rol_none/permissions', { permissions: [permission('read:orders')] }), 404, 'The role does not exist.')
    for (const request of ['GET /users/auth0%7Cno/permissions', 'GET /users/auth0%7Cno/roles']) refused(await api(request), 404, 'The user does not exist.', 'inexistent_user')
    refused(await api('POST /users/auth0%7Cno/permissions', { permissions: [permission('read:orders')] }), 404, 'The user does not exist.')
    refused(await foreign(`GET /users/${encodeURIComponent(user.user_id)}/permissions`), 404, 'The user does not exist.')
  })
})

describe('members', () => {
  test('are assigned from either side, paged and walked', async () => {
    const made = await role('Members')
    const people = await Promise.all(Array.from({ length: 7 }, person))
    const ids = people.map((user) => user.user_id)
    assert.equal((await api(`POST /roles/${made.id}/users`, { users: ids })).status, 200)
    assert.equal((await api(`POST /roles/${made.id}/users`, { users: ids })).status, 200, 'twice is as once')
    const { body } = await api(`GET /roles/${made.id}/users?include_totals=true&per_page=3&page=2`)
    assert.deepEqual([body.total, body.length, body.start], [7, 1, 6])
    assert.deepEqual(Object.keys(body.users[0]).sort(), ['email', 'name', 'picture', 'user_id'])
    const seen: string[] = []
    let from: string | undefined
    do {
      const page = (await api(`GET /roles/${made.id}/users?take=3${from ? `&from=${from}` : ''}`)).body
      seen.push(...page.users.map((user: { user_id: string }) => user.user_id))
      from = page.next
    } while (from)
    assert.deepEqual(seen, [...ids].sort())
    assert.deepEqual(names((await api(`GET /users/${encodeURIComponent(ids[0]!)}/roles`)).body), ['Members'])
    await api(`DELETE /users/${encodeURIComponent(ids[0]!)}`)
    assert.equal((await api(`GET /roles/${made.id}/users`)).body.length, 6)
    refused(await api(`POST /roles/${made.id}/users`, { users: [ids[1], ids[0]] }), 404, 'One or more of the users do not exist.')
    refused(await api(`POST /users/${encodeURIComponent(ids[1]!)}/roles`, { roles: [made.id, 'rol_none'] }), 404, 'The role does not exist.')
    const theirs = await createUser(await t.tenant('other'), 'db', { email: 'x@example.com' })
    refused(await api(`POST /roles/${made.id}/users`, { users: [theirs.user_id] }), 404, 'One or more of the users do not exist.')
  })
})
