import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClient } from '#resources/clients/index.ts'
import { createConnection } from '#resources/connections/index.ts'
import { verifyPassword } from '#connections/passwords/index.ts'
import { logs } from '#resources/logs/index.ts'
import { usersByEmail } from '#resources/users-by-email/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { calls, refused, type Call } from './calls.test.ts'
import { createUser, createUsers, findUser, type User } from './index.ts'

const password = 'Correct-Horse-7-Battery'
let t: TestContext
let api: Call
let clientId: string
const verifications: { user: User; clientId: string | undefined }[] = []
const users = createUsers({
  sendVerification: async (_ctx, user, options) => {
    if (user.email === 'nomail@example.com') throw new Error('no mail server')
    verifications.push({ user, clientId: options?.clientId })
  },
})
const resources = [users, usersByEmail, logs]
const id = encodeURIComponent

before(async () => {
  t = await testContext()
  clientId = (await createClient(t.ctx, { name: 'App' })).client_id
  for (const [name, strategy, options, enabled] of [
    ['db', 'auth0', {}, true], ['names', 'auth0', { requires_username: true }, true], ['off', 'auth0', {}, false], ['mail', 'email', {}, true], ['phone', 'sms', {}, true],
    ['corp', 'samlp', {}, true], ['corp-once', 'samlp', { set_user_root_attributes: 'on_first_login' }, true],
  ] as const) {
    await createConnection(t.ctx, { name, strategy, options, enabled_clients: enabled ? [clientId] : [] })
  }
  api = calls(resources, t.ctx)
})
after(() => t.close())

let counter = 0
async function made(over: Record<string, unknown> = {}) {
  const answer = await api('POST /users', { connection: 'db', email: `user${++counter}@example.com`, password, ...over })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body as Record<string, unknown> & { user_id: string; email: string }
}
const path = (user: { user_id: string }) => `/users/${id(user.user_id)}`

describe('creating', () => {
  test('answers with the documented shape and stores the password', async () => {
    const user = await made({ email: 'Shape@Example.com', user_metadata: { a: 1 }, given_name: 'Sha' })
    assert.deepEqual({ ...user, user_id: 'x', created_at: 'x', updated_at: 'x', picture: 'x' }, {
      user_id: 'x', created_at: 'x', updated_at: 'x', picture: 'x', email: 'shape@example.com', email_verified: false, name: 'shape@example.com', nickname: 'shape', given_name: 'Sha', blocked: false,
      user_metadata: { a: 1 }, identities: [{ connection: 'db', provider: 'auth0', user_id: user.user_id.slice(6), isSocial: false }],
    })
    assert.equal((await verifyPassword(t.ctx, user.user_id, password)), true)
    const { body } = await api('GET /logs?per_page=1')
    assert.equal(JSON.stringify(body).includes(password), false, 'the log holds the password')
  })

  test('asks for a verification unless it is verified or not wanted', async () => {
    verifications.length = 0
    const asked = await made()
    await made({ email_verified: true })
    await made({ verify_email: false })
    assert.deepEqual(verifications.map(({ user }) => user.user_id), [asked.user_id])
    await made({ email: 'nomail@example.com' })
  })

  test('passwordless and named users', async () => {
    assert.match((await made({ connection: 'mail', password: undefined })).user_id, /^email\|/)
    assert.match((await made({ connection: 'phone', password: undefined, email: undefined, phone_number: '+4917012' })).user_id, /^sms\|/)
    assert.equal((await made({ connection: 'names', username: 'Some.One' })).username, 'some.one')
    assert.equal((await made({ user_id: 'given' })).user_id, 'auth0|given')
  })

  const refusals: [what: string, body: Record<string, unknown>, status: number, message: string | RegExp, code?: string][] = [
    ['no connection', { connection: undefined }, 400, /connection/, 'invalid_body'],
    ['unknown connection', { connection: 'nope' }, 400, 'Connection does not exist.'],
    ['disabled connection', { connection: 'off' }, 400, 'Connection is disabled.'],
    ['enterprise connection', { connection: 'corp' }, 400, 'Connection does not support user creation through the API. It must either be a database or passwordless connection.'],
    ['username not used', { username: 'someone' }, 400, 'Cannot set username for connection without requires_username.'],
    ['username missing', { connection: 'names' }, 400, /Missing required property: username/, 'invalid_body'],
    ['username too long', { connection: 'names', username: 'x'.repeat(40) }, 400, /too long/, 'invalid_body'],
    ['username like an address', { connection: 'names', username: 'a@b.example' }, 400, /address/, 'invalid_body'],
    ['no email', { email: undefined }, 400, /Missing required property: email/, 'invalid_body'],
    ['no email address', { email: 'not one' }, 400, /email/, 'invalid_body'],
    ['no password', { password: undefined }, 400, /Missing required property: password/, 'invalid_body'],
    ['weak password', { password: 'abc' }, 400, 'PasswordStrengthError: Password is too weak', 'invalid_password'],
    ['unknown property', { nonsense: 1 }, 400, /nonsense/, 'invalid_body'],
    ['reserved metadata', { app_metadata: { user_id: 'x' } }, 400, /app_metadata/, 'invalid_body'],
    ['spaces in the id', { user_id: 'a b' }, 400, /user_id/, 'invalid_body'],
    ['password without use', { connection: 'mail' }, 400, /password/, 'invalid_body'],
    ['phone', { connection: 'phone', phone_number: '0170', password: undefined }, 400, /phone_number/, 'invalid_body'],
  ]
  for (const [what, body, status, message, code] of refusals) {
    test(`refused: ${what}`, async () => {
      refused(await api('POST /users', { connection: 'db', email: `refused${++counter}@example.com`, password, ...body }), status, message, code)
    })
  }

  test('refused: somebody who is there; a refused password leaves nobody behind', async () => {
    const user = await made()
    refused(await api('POST /users', { connection: 'db', email: user.email.toUpperCase(), password }), 409, 'The user already exists.', 'user_exists')
    refused(await api('POST /users', { connection: 'db', email: 'ghost@example.com', password: 'x' }), 400, /too weak/)
    assert.deepEqual((await api('GET /users-by-email?email=ghost@example.com')).body, [])
  })
})

describe('changing', () => {
  test('attributes, metadata and the block', async () => {
    const user = await made({ user_metadata: { keep: 1, drop: 2 } })
    const { status, body } = await api(`PATCH ${path(user)}`, { name: 'New', blocked: true, user_metadata: { drop: null, add: { deep: true } }, app_metadata: { plan: 'x' } })
    assert.equal(status, 200)
    assert.equal(body.name, 'New')
    assert.equal(body.blocked, true)
    assert.deepEqual(body.user_metadata, { keep: 1, add: { deep: true } })
    assert.deepEqual(body.app_metadata, { plan: 'x' })
    assert.deepEqual((await api(`GET ${path(user)}`)).body, body)
  })

  test('a new address is not verified, and its owner may be asked to', async () => {
    const user = await made({ email_verified: true })
    verifications.length = 0
    const { body } = await api(`PATCH ${path(user)}`, { email: `New${counter}@Example.com`, verify_email: true, client_id: clientId })
    assert.equal(body.email, `new${counter}@example.com`)
    assert.equal(body.email_verified, false)
    assert.deepEqual(verifications.map((each) => each.clientId), [clientId])
    assert.equal((await api(`PATCH ${path(user)}`, { email: `again${counter}@example.com`, email_verified: true })).body.email_verified, true)
  })

  test('a new password counts at once', async () => {
    const user = await made()
    const { body } = await api(`PATCH ${path(user)}`, { password: 'Another-Horse-8-Battery', connection: 'db' })
    assert.equal(body.last_password_reset, t.clock.now().toISOString())
    assert.equal((await verifyPassword(t.ctx, user.user_id, password)), false)
    assert.equal((await verifyPassword(t.ctx, user.user_id, 'Another-Horse-8-Battery')), true)
    refused(await api(`PATCH ${path(user)}`, { password: 'weak' }), 400, 'PasswordStrengthError: Password is too weak')
  })

  test('a new password or a block signs the person out everywhere, other changes do not', async () => {
    for (const [change, stays] of [[{ name: 'x' }, true], [{ password: 'Another-Horse-8-Battery' }, false], [{ blocked: true }, false]] as const) {
      const user = await made()
      const at = [t.ctx.tenant.id, user.user_id]
      await t.process.db.execute(
        `INSERT INTO sessions (tenant_id, id, secret_hash, user_id, connection, idle_expires_at, expires_at) VALUES ($1, $2, convert_to($2, 'UTF8'), $2, 'db', now(), now())`, at)
      await t.process.db.execute(`INSERT INTO refresh_families (tenant_id, id, client_id, user_id, rotating) VALUES ($1, $2, $3, $2, true)`, [...at, clientId])
      assert.equal((await api(`PATCH ${path(user)}`, change)).status, 200)
      const { sessions, families } = await t.process.db.one<{ sessions: number; families: number }>(
        `SELECT (SELECT count(*) FROM sessions WHERE tenant_id = $1 AND user_id = $2) AS sessions,
                (SELECT count(*) FROM refresh_families WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL) AS families`, at)
      assert.deepEqual({ sessions, families }, stays ? { sessions: 1, families: 1 } : { sessions: 0, families: 0 })
    }
  })

  test('not everything at once, not everything everywhere', async () => {
    const user = await made()
    for (const [one, other] of [['password', 'email'], ['password', 'email_verified'], ['username', 'email'], ['username', 'email_verified'], ['username', 'password']] as const) {
      const values = { password, email: 'x@example.com', email_verified: true, username: 'someone' }
      refused(await api(`PATCH ${path(user)}`, { [one]: values[one], [other]: values[other] }), 400, `Cannot update ${one} and ${other} simultaneously.`)
    }
    refused(await api(`PATCH ${path(user)}`, { username: 'someone' }), 400, 'Cannot set username for connection without requires_username.')
    refused(await api(`PATCH ${path(user)}`, { connection: 'nope', blocked: true }), 400, 'Connection does not exist.')
    refused(await api(`PATCH ${path(user)}`, { connection: 'names', email: 'x@example.com' }), 400, 'Connection does not exist.')
    refused(await api(`PATCH ${path(user)}`, { name: null, picture: null }), 400, /^The following user attributes cannot be removed: name, picture\. The connection \(db\)/)
    refused(await api(`PATCH ${path(user)}`, { email: null }), 400, /cannot be removed: email/)
    refused(await api(`PATCH ${path(user)}`, { password: null }), 400, /cannot be removed: password/)
    refused(await api(`PATCH ${path(user)}`, { app_metadata: { identities: [] } }), 400, /app_metadata/)
    refused(await api(`PATCH ${path(user)}`, { user_metadata: null }), 400, /user_metadata/, 'invalid_body')
    const taken = await made()
    refused(await api(`PATCH ${path(user)}`, { email: taken.email }), 400, 'The specified new email already exists')
    refused(await api('PATCH /users/auth0%7Cnobody', { blocked: true }), 404, 'The user does not exist.', 'inexistent_user')
    const off = await createUser(t.ctx, 'off', { email: 'off@example.com' })
    refused(await api(`PATCH ${path(off)}`, { email: 'on@example.com' }), 400, 'Cannot change email or password for users in a disabled connection.')
  })

  test('what a provider says stays the provider\'s', async () => {
    const user = await createUser(t.ctx, 'corp', { provider: 'samlp', email: 'corp@example.com' })
    refused(await api(`PATCH ${path(user)}`, { name: 'x', given_name: 'y' }), 400, /^The following user attributes cannot be updated: given_name, name\. The connection must either be/)
    refused(await api(`PATCH ${path(user)}`, { email: 'y@example.com' }), 400, 'Cannot update email for non-database user.')
    refused(await api(`PATCH ${path(user)}`, { email_verified: true }), 400, 'Email verification is not supported for enterprise users.')
    refused(await api(`PATCH ${path(user)}`, { password }), 400, 'Connection is not supported for this operation.')
    assert.equal((await api(`PATCH ${path(user)}`, { app_metadata: { ok: true } })).status, 200)
    const once = await createUser(t.ctx, 'corp-once', { provider: 'samlp', email: 'once@example.com' })
    assert.equal((await api(`PATCH ${path(once)}`, { name: 'Mine' })).body.name, 'Mine')
    assert.equal((await api(`PATCH ${path(once)}`, { given_name: null })).status, 200)
  })
})

describe('people acting on themselves', () => {
  test('read, metadata and deletion of their own account only', async () => {
    const me = await made()
    const somebody = await made()
    const mine = calls(resources, t.ctx, { sub: me.user_id, azp: clientId, scope: 'read:current_user update:current_user_metadata delete:current_user update:current_user_identities' })
    const stranger = 'User to be acted on does not match subject in bearer token.'
    assert.equal((await mine(`GET ${path(me)}`)).status, 200)
    refused(await mine(`GET ${path(somebody)}`), 403, stranger)
    assert.deepEqual((await mine(`PATCH ${path(me)}`, { user_metadata: { a: 1 } })).body.user_metadata, { a: 1 })
    refused(await mine(`PATCH ${path(somebody)}`, { user_metadata: { a: 1 } }), 403, stranger)
    refused(await mine(`PATCH ${path(me)}`, { app_metadata: { admin: true } }), 403, /update:users/)
    refused(await mine(`PATCH ${path(me)}`, { blocked: false }), 403, /update:users/)
    refused(await mine(`DELETE ${path(somebody)}`), 403, stranger)
    refused(await mine(`POST ${path(me)}/identities`, { provider: 'auth0', user_id: somebody.user_id.slice(6) }), 403, stranger)
    refused(await mine(`GET /users`), 403, /read:users/)
    assert.equal((await mine(`DELETE ${path(me)}`)).status, 204)
    assert.equal(await findUser(t.ctx, me.user_id), undefined)
  })

  test('update:users_app_metadata is for app_metadata alone', async () => {
    const user = await made()
    const narrow = calls(resources, t.ctx, { scope: 'update:users_app_metadata' })
    assert.deepEqual((await narrow(`PATCH ${path(user)}`, { app_metadata: { a: 1 } })).body.app_metadata, { a: 1 })
    assert.equal((await narrow(`PATCH ${path(user)}`, { app_metadata: {}, blocked: true })).status, 403)
  })
})

describe('deleting', () => {
  test('is a 204, also of nobody, and leaves a trace', async () => {
    const user = await made()
    assert.equal((await api(`DELETE ${path(user)}`)).status, 204)
    refused(await api(`GET ${path(user)}`), 404, 'The user does not exist.', 'inexistent_user')
    assert.equal((await api(`DELETE ${path(user)}`)).status, 204)
    const { body } = await api(`GET ${path(user)}/logs`)
    assert.deepEqual(body.map((entry: { type: string }) => entry.type), ['sdu'])
    assert.equal((await made({ email: user.email })).email, user.email, 'the address is free again')
  })
})

describe('users by e-mail', () => {
  test('letter case counts, connections do not', async () => {
    const email = 'many@example.com'
    const first = await made({ email })
    const second = await made({ connection: 'names', username: 'many', email })
    const foreign = await createUser(t.ctx, 'google-oauth2', { provider: 'google-oauth2', is_social: true, email: 'Many@example.com' })
    const ids = async (wanted: string) => (await api(`GET /users-by-email?email=${id(wanted)}`)).body.map((user: User) => user.user_id)
    assert.deepEqual((await ids(email)).sort(), [first.user_id, second.user_id].sort())
    assert.deepEqual(await ids('Many@example.com'), [foreign.user_id])
    assert.deepEqual(await ids('MANY@example.com'), [])
    refused(await api('GET /users-by-email'), 400, /email/, 'invalid_query_string')
  })
})
