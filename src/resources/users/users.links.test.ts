import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { storePassword, verifyPassword } from '#connections/passwords/index.ts'
import { createConnection, findConnection } from '#resources/connections/index.ts'
import { createTenantKeys, signJwt } from '#resources/keys/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { calls, refused, type Call } from './calls.test.ts'
import { accountOf, createUser, createUsers, findUser, findUserByLogin, type User } from './index.ts'

let t: TestContext
let api: Call
let connectionId: string
const users = createUsers({ sendVerification: async () => {} })
const password = 'Correct-Horse-7-Battery'

before(async () => {
  t = await testContext()
  await createTenantKeys(t.process, t.ctx.db, t.ctx.tenant.id)
  connectionId = (await createConnection(t.ctx, { name: 'db', strategy: 'auth0', options: {} })).id
  api = calls([users], t.ctx)
})
after(() => t.close())

let counter = 0
const made = (over: object = {}) => createUser(t.ctx, 'db', { email: `link${++counter}@example.com`, ...over })
const path = (user: User) => `/users/${encodeURIComponent(user.user_id)}`
const bare = (user: User) => user.user_id.slice(user.user_id.indexOf('|') + 1)
const link = (primary: User, secondary: User, over: object = {}) => api(`POST ${path(primary)}/identities`, { provider: 'auth0', user_id: bare(secondary), ...over })

test('a linked account is a way in to the other one, with its own password', async () => {
  const primary = await made({ app_metadata: { keep: 1 } })
  const secondary = await made({ name: 'Second', app_metadata: { lost: 1 } })
  await storePassword(t.ctx, (await findConnection(t.ctx, 'db'))!, secondary.user_id, password)
  const { status, body } = await link(primary, secondary, { connection_id: connectionId })
  assert.equal(status, 201)
  assert.deepEqual(body, [
    { connection: 'db', provider: 'auth0', user_id: bare(primary), isSocial: false },
    {
      connection: 'db', provider: 'auth0', user_id: bare(secondary), isSocial: false,
      profileData: { email: secondary.email, email_verified: false, name: 'Second', nickname: secondary.nickname, picture: secondary.picture },
    },
  ])
  assert.equal(await findUser(t.ctx, secondary.user_id), undefined)
  refused(await api(`GET ${path(secondary)}`), 404, 'The user does not exist.')
  assert.deepEqual((await api(`GET /users?q=email:"${secondary.email}"`)).body, [])
  const account = await findUserByLogin(t.ctx, 'db', { email: secondary.email! })
  assert.equal(await verifyPassword(t.ctx, account!.user_id, password), true)
  assert.equal((await accountOf(t.ctx, account!))?.user_id, primary.user_id)
  await assert.rejects(createUser(t.ctx, 'db', { email: secondary.email }), /already exists/, 'the address stays taken')
})

test('unlinked, it stands for itself again, without metadata', async () => {
  const primary = await made()
  const secondary = await made({ app_metadata: { lost: 1 } })
  await link(primary, secondary)
  const { status, body } = await api(`DELETE ${path(primary)}/identities/auth0/${bare(secondary)}`)
  assert.equal(status, 200)
  assert.equal(body.length, 1)
  const again = await api(`GET ${path(secondary)}`)
  assert.equal(again.body.email, secondary.email)
  assert.equal(again.body.app_metadata, undefined)
  assert.deepEqual(again.body.identities.map((identity: object) => 'profileData' in identity), [false])
  assert.equal((await link(primary, secondary)).status, 201, 'and may be linked again')
})

test('deleting a person deletes every way in', async () => {
  const primary = await made()
  const secondary = await made()
  await link(primary, secondary)
  await api(`DELETE ${path(primary)}`)
  assert.equal(await findUserByLogin(t.ctx, 'db', { email: secondary.email! }), undefined)
})

test('refusals', async () => {
  const primary = await made()
  const secondary = await made()
  const third = await made()
  refused(await link(primary, primary), 400, 'Main identity and the new one are the same.')
  refused(await api(`POST ${path(primary)}/identities`, { provider: 'auth0', user_id: 'nobody' }), 400, 'Linking to an inexistent identity requires a connection.')
  refused(await api(`POST ${path(primary)}/identities`, { provider: 'auth0', user_id: 'nobody', connection_id: connectionId }), 400, 'Linking to an inexistent identity is not allowed.')
  refused(await link(primary, secondary, { connection_id: 'con_0000000000000000' }), 400, 'The provider/connection is not configured.')
  refused(await link(primary, secondary, { connection_id: 'nonsense' }), 400, /connection_id/, 'invalid_body')
  refused(await link(primary, secondary, { provider: 'nonsense' }), 400, /provider/, 'invalid_body')
  refused(await api(`POST ${path(primary)}/identities`, {}), 400, /./, 'invalid_body')
  refused(await api('POST /users/auth0%7Cnobody/identities', { provider: 'auth0', user_id: bare(secondary) }), 404, 'The user does not exist.')
  assert.equal((await link(primary, secondary)).status, 201)
  refused(await link(primary, secondary), 409, 'Specified identity already exists.')
  refused(await link(third, secondary), 409, 'Specified identity already exists.')
  refused(await link(third, primary), 400, 'Unable to link with the secondary account.')
  refused(await api(`DELETE ${path(primary)}/identities/auth0/${bare(primary)}`), 400, 'Main identity cannot be removed.')
  refused(await api(`DELETE ${path(primary)}/identities/auth0/nobody`), 404, 'The user has no such identity.')
})

test('a person links with the ID token of the other account', async () => {
  const primary = await made()
  const secondary = await made()
  const mine = calls([users], t.ctx, { sub: primary.user_id, azp: 'app', scope: 'update:current_user_identities' })
  const token = (over: object = {}) =>
    signJwt(t.ctx, { claims: { iss: t.ctx.issuer, sub: secondary.user_id, aud: 'app', exp: t.ctx.clock.seconds() + 60, ...over } })
  const linked = async (over: object = {}) => mine(`POST ${path(primary)}/identities`, { link_with: await token(over) })
  refused(await linked({ aud: 'another-app' }), 400, "JWT (link_with) must have an aud claim that matches that of the calling token's azp.")
  refused(await linked({ aud: ['app', 'x'] }), 400, 'JWT (link_with) contains an invalid aud claim.')
  refused(await linked({ sub: 'nobody' }), 400, 'JWT (link_with) contains an invalid sub claim.')
  refused(await linked({ sub: 'auth0|nobody' }), 400, 'Provided secondary account not found.')
  refused(await linked({ iss: 'https://elsewhere.example/' }), 400, 'JWT (link_with) must have the same issuer as the calling user.')
  refused(await linked({ exp: 1 }), 400, /expired/)
  refused(await mine(`POST ${path(primary)}/identities`, { link_with: 'x.y.z' }), 400, /link_with/)
  refused(await linked({ sub: primary.user_id }), 400, 'Main identity and the new one are the same.')
  assert.equal((await linked()).status, 201)
  assert.equal((await mine(`DELETE ${path(primary)}/identities/auth0/${bare(secondary)}`)).status, 200)
})

test('two linkings of each other at once: one wins', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [a, b] = [await made(), await made()]
    const answers = await Promise.all([link(a, b), link(b, a)])
    assert.deepEqual(answers.map((answer) => answer.status).filter((status) => status === 201).length, 1, JSON.stringify(answers))
  }
})

test('through its connection a linked account changes its own address and password, nothing else', async () => {
  await createConnection(t.ctx, { name: 'second', strategy: 'auth0', options: {}, enabled_clients: [] })
  await t.process.db.execute(`INSERT INTO clients (tenant_id, client_id, name) VALUES ($1, 'some', 'Some') `, [t.ctx.tenant.id])
  await t.process.db.execute(`INSERT INTO connection_clients SELECT $1, id, 'some' FROM connections WHERE name = 'second'`, [t.ctx.tenant.id])
  await t.ctx.cache.settled(t.ctx.tenant.id)
  const primary = await made()
  const secondary = await createUser(t.ctx, 'second', { email: 'other@example.com' })
  await link(primary, secondary)
  refused(await api(`PATCH ${path(primary)}`, { connection: 'second', name: 'x' }), 400, 'The following user attributes cannot be updated: name. The specified connection belongs to a secondary identity.')
  const { status, body } = await api(`PATCH ${path(primary)}`, { connection: 'second', email: 'Fresh@example.com', app_metadata: { mine: 1 } })
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(body.email, primary.email)
  assert.deepEqual(body.app_metadata, { mine: 1 })
  assert.equal(body.identities[1].profileData.email, 'fresh@example.com')
  assert.equal((await api(`PATCH ${path(primary)}`, { connection: 'second', password })).status, 200)
  assert.equal(await verifyPassword(t.ctx, secondary.user_id, password), true)
})
