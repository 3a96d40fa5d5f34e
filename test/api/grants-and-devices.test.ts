import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TenantContext } from '#platform/context/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { deviceCredentials } from '#resources/device-credentials/index.ts'
import { findConsent, giveConsent } from '#resources/grants/index.ts'
import { createUser } from '#resources/users/index.ts'
import { beginFamily, newFamily } from '#oauth/refresh/index.ts'
import { managementApi, said, type Body, type ManagementApi } from './management-api.ts'

let api: ManagementApi
let main: TenantContext
let clientId: string
const audience = 'https://orders.example'
before(async () => {
  api = await managementApi()
  main = api.t.withRequest({ headers: { 'user-agent': 'Phone/1' } }, await api.t.tenant('main'))
  clientId = (await call('POST /clients', { body: { name: 'App', app_type: 'native', callbacks: [] } })).body['client_id']
})
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)
const list = async (path: string, query: Record<string, string> = {}) => (await call(`GET ${path}`, { query })).body as unknown as Body[]

let people = 0
const person = async () => (await createUser(main, 'c', { email: `p${people++}@example.com` })).user_id
const family = async (userId: string, api: string | undefined = audience) => {
  const familyId = main.random.token(18)
  const begun = newFamily(main, { client: (await findClient(main, clientId))!, familyId, userId, sessionId: undefined, audience: api === '' ? undefined : api, scopes: ['read'], data: { connection: 'c' } })
  await beginFamily(main, begun.family, { type: 'seacft' })
  return familyId
}
const alive = async (id: string) => (await call(`GET /refresh-tokens/${id}`)).status === 200

test('consents are listed by person, application and API, and withdrawn with their refresh tokens', async () => {
  const [ada, bob] = [await person(), await person()]
  const key = (userId: string, api = audience) => ({ userId, clientId, audience: api })
  await giveConsent(main, key(ada), ['read', 'openid'])
  api.t.clock.advance(1)
  await giveConsent(main, key(ada, 'https://other.example'), ['x'])
  await giveConsent(main, key(bob), ['read'])
  const [adas, bobs] = [await family(ada), await family(bob)]

  const [first, ...more] = await list('/grants', { user_id: ada })
  assert.deepEqual({ ...first, id: '' }, { id: '', clientID: clientId, user_id: ada, audience, scope: ['read', 'openid'] })
  assert.equal(more.length, 1)
  assert.equal((await list('/grants', { audience, client_id: clientId })).length, 2)
  const counted = (await call('GET /grants', { query: { include_totals: 'true', per_page: '2', page: '1' } })).body
  assert.deepEqual([counted['total'], counted['start'], counted['grants'].length], [3, 2, 1])

  assert.equal((await call(`DELETE /grants/${first!['id']}`, { tenant: 'other' })).status, 204)
  assert.equal(await alive(adas), true)
  assert.equal((await call(`DELETE /grants/${first!['id']}`)).status, 204)
  assert.equal(await findConsent(main, key(ada)), undefined)
  assert.deepEqual([await alive(adas), await alive(bobs)], [false, true])
  assert.deepEqual(await findConsent(main, key(ada, 'https://other.example')), ['x'])

  assert.match(said(await call('DELETE /grants')), /^400 invalid_query_string .*Missing required property: user_id/)
  assert.equal((await call('DELETE /grants', { query: { user_id: bob } })).status, 204)
  assert.equal(await alive(bobs), false)
  assert.deepEqual(await list('/grants', { user_id: bob }), [])
  assert.equal((await list('/grants')).length, 1)

  const personal = `${main.addresses.canonicalOrigin('main')}/userinfo`
  await giveConsent(main, key(bob, personal), ['openid'])
  const [withoutApi, withApi] = [await family(bob, ''), await family(bob)]
  const [consent] = await list('/grants', { user_id: bob, audience: personal })
  await call(`DELETE /grants/${consent!['id']}`)
  assert.deepEqual([await alive(withoutApi), await alive(withApi)], [false, true])
})

test('refresh tokens are device credentials; deleting one revokes it', async () => {
  const ada = await person()
  const id = await family(ada)
  const [credential] = await list('/device-credentials', { user_id: ada })
  assert.deepEqual(credential, { id, type: 'refresh_token', device_name: 'Phone/1', user_id: ada, client_id: clientId })
  assert.equal((await list('/device-credentials', { user_id: ada, type: 'rotating_refresh_token' })).length, 0)
  assert.deepEqual(await list('/device-credentials', { user_id: ada, client_id: clientId, fields: 'id' }), [{ id }])
  assert.equal((await call('GET /device-credentials', { query: { user_id: ada, include_totals: 'true' } })).body['total'], 1)
  assert.equal((await call(`DELETE /device-credentials/${id}`, { tenant: 'other' })).status, 204)
  assert.equal(await alive(id), true)
  assert.equal((await call(`DELETE /device-credentials/${id}`)).status, 204)
  assert.equal(await alive(id), false)
})

test('a person keeps one key for each device and application, and deletes only their own', async () => {
  const [ada, bob] = [await person(), await person()]
  const as = (userId: string | undefined, scope: string) => ({ ...main, caller: { clientId, userId, subject: userId ?? 'm', scopes: new Set([scope]), claims: {} } })
  const run = (name: string, input: object, userId: string | undefined, scope: string) =>
    deviceCredentials.operations.find(({ id }) => id === `deviceCredentials.${name}`)!.run(input as never, as(userId, scope))
  const create = (userId: string | undefined, body: object = {}) =>
    run('create', { body: { device_name: 'Phone', type: 'public_key', value: 'MII…', device_id: 'ab-12', ...body } }, userId, 'create:current_user_device_credentials')
  const remove = (id: string, userId: string) => run('delete', { params: { id } }, userId, 'delete:current_user_device_credentials')

  const { id } = (await create(ada)) as { id: string }
  assert.match(id, /^dcr_\w{16}$/)
  await create(bob)
  await assert.rejects(create(ada), /A public key already exists for the device\./)
  await assert.rejects(create(undefined), /for that user/)
  await assert.rejects(create('auth0|nobody'), /for that user/)
  await assert.rejects(create(ada, { client_id: 'another' }), /for that client/)
  assert.deepEqual(await list('/device-credentials', { user_id: ada }), [{ id, type: 'public_key', device_name: 'Phone', device_id: 'ab-12', user_id: ada, client_id: clientId }])
  const token = await family(ada)
  await remove(id, bob)
  await remove(token, bob)
  assert.equal((await list('/device-credentials', { user_id: ada })).length, 2)
  await remove(id, ada)
  await remove(token, ada)
  assert.equal((await list('/device-credentials', { user_id: ada })).length, 0)
})
