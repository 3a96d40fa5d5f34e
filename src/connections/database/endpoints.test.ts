import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { HttpReply } from '#kernel/exchange.ts'
import { createClient, type Client } from '#resources/clients/index.ts'
import { createConnection } from '#resources/connections/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { databaseEndpoints } from './index.ts'

describe('/dbconnections', () => {
  let test: TestContext
  let client: Client
  let stranger: Client
  const call = async (path: string, body: unknown): Promise<HttpReply> => {
    const ctx = test.withRequest({ method: 'POST', path, body, contentType: 'application/json' })
    return databaseEndpoints.find((each) => each.http === `POST ${path}`)!.handle(ctx.request, ctx)
  }
  const signUp = (over: Record<string, unknown> = {}) =>
    call('/dbconnections/signup', { client_id: client.client_id, connection: 'db', email: 'ann@example.com', password: 'Abcdefg1', ...over })
  const change = (over: Record<string, unknown> = {}) => call('/dbconnections/change_password', { client_id: client.client_id, connection: 'db', email: 'ann@example.com', ...over })
  const failures = async () => (await test.process.db.rows<{ type: string }>("SELECT type FROM logs WHERE type LIKE 'f%' ORDER BY log_id")).map((row) => row.type)

  before(async () => {
    test = await testContext()
    // More sign-ups come from one address here than a tenant allows by default.
    await test.process.db.execute(`INSERT INTO attack_protection VALUES ($1, 'suspicious-ip-throttling', '{"allowlist": ["127.0.0.1"]}')`, [test.ctx.tenant.id])
    client = await createClient(test.ctx, { name: 'Shop' })
    stranger = await createClient(test.ctx, { name: 'Other' })
    await createConnection(test.ctx, { name: 'db', strategy: 'auth0', enabled_clients: [client.client_id] })
    await createConnection(test.ctx, { name: 'closed', strategy: 'auth0', options: { disable_signup: true }, enabled_clients: [client.client_id] })
    await createConnection(test.ctx, { name: 'names', strategy: 'auth0', options: { requires_username: true }, enabled_clients: [client.client_id] })
  })
  after(() => test.close())

  it('signs up with exactly the documented members', async () => {
    const reply = await signUp({ user_metadata: { plan: 'gold' }, given_name: 'Ann', family_name: '' })
    assert.equal(reply.status, 200)
    const { _id, ...rest } = reply.body as Record<string, unknown>
    assert.match(String(_id), /^[0-9a-f]{24}$/)
    assert.deepEqual(rest, { email: 'ann@example.com', email_verified: false, given_name: 'Ann', user_metadata: { plan: 'gold' } })
  })

  it('answers a taken address with no more than an invalid sign-up', async () => {
    const reply = await signUp({ email: 'ANN@example.com' })
    assert.equal(reply.status, 400)
    assert.deepEqual(reply.body, { name: 'BadRequestError', code: 'invalid_signup', description: 'Invalid sign up', statusCode: 400 })
    assert.equal((await failures()).at(-1), 'fs')
  })

  it('creates one user of fifty at once', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => signUp({ email: 'race@example.com' })))
    assert.equal(replies.filter((reply) => reply.status === 200).length, 1)
    assert.ok(replies.every((reply) => reply.status === 200 || (reply.body as { code: string }).code === 'invalid_signup'))
  })

  it('explains a weak password to widgets', async () => {
    const { status, body } = await signUp({ email: 'b@example.com', password: 'abc' })
    const error = body as { name: string; code: string; policy: string; description: { rules: unknown[]; verified: boolean } }
    assert.equal(status, 400)
    assert.deepEqual([error.name, error.code, error.description.verified, error.description.rules.length], ['PasswordStrengthError', 'invalid_password', false, 2])
    assert.match(error.policy, /At least 8 characters/)
  })

  it('refuses what is missing, malformed or not allowed', async () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ client_id: undefined }, /client_id is required/],
      [{ client_id: 'nobody' }, /Unknown client/],
      [{ connection: undefined }, /connection is required/],
      [{ connection: 'none' }, /not enabled/],
      [{ client_id: stranger.client_id }, /not enabled/],
      [{ email: undefined }, /email is required/],
      [{ email: ['a@b.example'] }, /email is required/],
      [{ password: '' }, /password is required/],
      [{ email: 'nonsense' }, /invalid_email/],
      [{ email: 'a@x.example, b@y.example' }, /invalid_email/],
      [{ email: 'z@example.com', user_metadata: { deep: {} } }, /user_metadata/],
      [{ email: 'z@example.com', connection: 'closed' }, /public_signup_disabled/],
      [{ email: 'z@example.com', connection: 'names' }, /invalid_username/],
      [{ email: 'z@example.com', connection: 'names', username: 'z@example.com' }, /invalid_username/],
    ]
    for (const [over, expected] of cases) {
      const reply = await signUp(over)
      assert.equal(reply.status, 400, JSON.stringify(over))
      assert.match(JSON.stringify(reply.body), expected)
    }
    for (const body of [undefined, null, 'text', [], 5]) assert.equal((await call('/dbconnections/signup', body)).status, 400)
  })

  it('knows user names, and says when one is taken', async () => {
    const first = await signUp({ connection: 'names', username: 'Ursula' })
    assert.equal((first.body as { username: string }).username, 'ursula')
    const again = await signUp({ connection: 'names', email: 'other@example.com', username: 'ursula' })
    assert.deepEqual(again.body, { name: 'BadRequestError', code: 'username_exists', description: 'The username provided is in use already.', statusCode: 400 })
  })

  it('answers a forgotten password alike for everybody, in even time', async () => {
    const timed = async (email: string) => {
      const began = performance.now()
      const reply = await change({ email })
      return { reply, took: performance.now() - began }
    }
    const [known, unknown] = [await timed('ann@example.com'), await timed('nobody@example.com')]
    assert.deepEqual(known.reply, unknown.reply)
    assert.equal(known.reply.status, 200)
    assert.equal(known.reply.headers!['content-type'], 'text/html; charset=utf-8')
    assert.equal(known.reply.body, "We've just sent you an email to reset your password.")
    assert.ok(Math.min(known.took, unknown.took) >= 240)
    assert.ok((await test.outbox()).some((message) => /^To: ann@example\.com/m.test(message) && /reset-password/.test(message)))
    assert.ok(!(await test.outbox()).some((message) => message.includes('nobody@example.com')))
  })

  it('does not let an unfinished message delay or break the answer', async () => {
    const ctx = test.withRequest({ method: 'POST', body: { client_id: client.client_id, connection: 'db', email: 'ann@example.com' } })
    const failing = { ...ctx, mailer: { send: () => Promise.reject(new Error('down')) } }
    const reply = await databaseEndpoints.find((each) => each.http.endsWith('change_password'))!.handle(failing.request, failing)
    assert.equal(reply.status, 200)
    while (!(await failures()).includes('fcpr')) await new Promise((resolve) => setTimeout(resolve, 20))
  })
})
