import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createAddresses } from '#platform/addresses/index.ts'
import { findClientGrant } from '#resources/client-grants/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { connectionsOfClient, findConnection } from '#resources/connections/index.ts'
import { publicKeys } from '#resources/keys/index.ts'
import { findResourceServer } from '#resources/resource-servers/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { alignAddresses, checkTenantName, createTenant, managementCredentials } from './index.ts'

let t: TestContext
before(async () => void (t = await testContext()))
after(() => t.close())

test('a new tenant has keys, a Management API, an application that may do everything, and a database', async () => {
  const { tenant, client } = await createTenant(t.process, { name: 'customer-1', owners: ['me@example.com'] })
  assert.equal(tenant.name, 'customer-1')
  const ctx = await t.tenant('customer-1')
  assert.equal((await publicKeys(ctx)).length, 2)
  const found = await findClient(ctx, client.client_id)
  assert.equal(found?.client_secret, client.client_secret)
  assert.match(client.client_secret, /^[\w-]{64}$/)
  assert.deepEqual(found?.grant_types, ['client_credentials'])
  for (const origin of ctx.origins) {
    const api = await findResourceServer(ctx, `${origin}/api/v2/`)
    assert.equal(api?.is_system, true)
    const grant = await findClientGrant(ctx, client.client_id, `${origin}/api/v2/`)
    assert.equal(grant?.scope.length, 256)
    assert.equal(grant.scope.includes('create:tenants'), false)
  }
  const database = await findConnection(ctx, 'Username-Password-Authentication')
  assert.equal(database?.strategy, 'auth0')
  assert.deepEqual((await connectionsOfClient(ctx, client.client_id)).map((each) => each.id), [database.id])
  assert.deepEqual(await managementCredentials(ctx), client)
  assert.equal(await findClient(t.ctx, client.client_id), undefined, 'invisible from another tenant')
})

test('the root tenant authority can make tenants and lets nobody sign up', async () => {
  const { client } = await createTenant(t.process, { name: 'config', isRoot: true })
  const ctx = await t.tenant('config')
  assert.ok((await findClientGrant(ctx, client.client_id, `${ctx.origin}/api/v2/`))?.scope.includes('create:tenants'))
  assert.equal((await findConnection(ctx, 'Initial-Connection'))?.options['disable_signup'], true)
})

test('a taken name leaves nothing behind', async () => {
  await createTenant(t.process, { name: 'customer-2' })
  const count = async () => (await t.process.db.one<{ n: number }>('SELECT count(*)::int AS n FROM clients')).n
  const before = await count()
  await assert.rejects(createTenant(t.process, { name: 'customer-2' }), { status: 409, code: 'tenant_conflict' })
  assert.equal(await count(), before)
})

test('names obey DNS, stay clear of reserved ones and of look-alikes', () => {
  for (const name of ['main', 'acme', 'customer-1', '0ne', 'a'.repeat(63)]) checkTenantName(name)
  const broken: [string, RegExp][] = [
    ['ab', /at least 3/], ['a'.repeat(64), /at most 63/], ['my_name', /underscore/], ['Acme', /lower-case/], ['acme.x', /lower-case/],
    ['-acme', /neither begins/], ['acme-', /neither begins/], ['xn--acme', /two hyphens/], ['manage', /reserved/], ['auth', /reserved/],
    ['login', /reserved/], ['authy', /too much like auth0/], ['bailiwik', /too much like bailiwick/],
  ]
  for (const [name, sentence] of broken) assert.throws(() => checkTenantName(name), (error: Error & { status?: number }) => error.status === 400 && sentence.test(error.message), name)
})

test('after a move to another port the grants follow, and so does the dashboard', async () => {
  const { client } = await createTenant(t.process, { name: 'customer-3' })
  const moved = { ...t.process, addresses: createAddresses({ baseDomain: 'bailiwick.localhost', httpsPort: 9443, httpPort: 9080 }) }
  await alignAddresses(moved)
  const ctx = { ...(await t.tenant('customer-3')), addresses: moved.addresses, origins: moved.addresses.originsOf('customer-3') }
  assert.equal((await findResourceServer(ctx, 'https://customer-3.bailiwick.localhost:9443/api/v2/'))?.identifier, 'https://customer-3.bailiwick.localhost:9443/api/v2/')
  assert.equal((await findClientGrant(ctx, client.client_id, 'https://customer-3.bailiwick.localhost:9443/api/v2/'))?.scope.length, 256)
  await alignAddresses(t.process)
})
