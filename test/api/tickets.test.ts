// Links for others to deliver, and the job that mails one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TenantContext } from '#platform/context/index.ts'
import { authenticate, resetPassword, verifyEmail } from '#connections/database/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { findUser } from '#resources/users/index.ts'
import { managementApi, said, type Body, type ManagementApi } from './management-api.ts'

let api: ManagementApi
let main: TenantContext
let connectionId: string
const connection = 'Username-Password-Authentication'
before(async () => {
  api = await managementApi()
  main = await api.t.tenant('main')
  connectionId = (await findConnection(main, connection))!.id
})
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)

let people = 0
async function person(body: object = {}): Promise<{ user_id: string; email: string }> {
  const email = `p${people++}@example.com`
  const made = await call('POST /users', { body: { connection, email, password: 'Correct-Horse-7-Battery', verify_email: false, ...body } })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return { user_id: made.body['user_id'], email }
}
const verifyTicket = (body: object) => call('POST /tickets/email-verification', { body })
const passwordTicket = (body: object) => call('POST /tickets/password-change', { body })
const valueOf = (answer: { body: Body }) => new URL(answer.body['ticket']).searchParams.get('ticket') ?? ''

test('a link confirms the address, once; it leads to where the caller said', async () => {
  const ada = await person()
  const made = await verifyTicket({ user_id: ada.user_id, result_url: 'https://app.example/done?x=1', includeEmailInRedirect: true, ttl_sec: 60 })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.match(made.body['ticket'], /^https:\/\/main\.bailiwick\.localhost:8443\/u\/email-verification\?ticket=[\w-]{43}$/)
  assert.equal((await api.t.outbox()).length, 0)
  const first = await verifyEmail(main, valueOf(made))
  assert.deepEqual([first.outcome, 'resultUrl' in first && first.resultUrl], ['verified', `https://app.example/done?x=1&email=${encodeURIComponent(ada.email)}`])
  assert.equal((await verifyEmail(main, valueOf(made))).outcome, 'already')
  assert.equal((await call(`GET /users/${encodeURIComponent(ada.user_id)}`)).body['email_verified'], true)
  const late = await verifyTicket({ user_id: (await person()).user_id, ttl_sec: 60 })
  api.t.clock.advance(61)
  assert.equal((await verifyEmail(main, valueOf(late))).outcome, 'void')
})

test('a link lets its holder choose a password; the address counts as confirmed only when the caller vouches for it', async () => {
  const known = (await findConnection(main, connection))!
  for (const [body, verified] of [[{}, false], [{ mark_email_as_verified: true }, true]] as const) {
    const ada = await person()
    const made = await passwordTicket({ user_id: ada.user_id, ...body })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    assert.ok('user' in (await resetPassword(main, known, valueOf(made), 'Another-Horse-8-Battery')))
    assert.ok('user' in (await authenticate(main, known, { identifier: ada.email, password: 'Another-Horse-8-Battery' })))
    assert.equal((await findUser(main, ada.user_id))?.email_verified, verified)
    assert.deepEqual(await resetPassword(main, known, valueOf(made), 'Third-Horse-9-Battery'), { failure: 'ticket' })
  }
})

test('fifty uses of one password link at once: one wins', async () => {
  const ada = await person()
  const known = (await findConnection(main, connection))!
  const value = valueOf(await passwordTicket({ user_id: ada.user_id }))
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, each) => resetPassword(main, known, value, `Horse-Battery-Staple-${each}`)))
  assert.equal(outcomes.filter((outcome) => 'user' in outcome).length, 1)
})

test('by address and connection as well; everything named must exist and fit', async () => {
  const ada = await person()
  const identity = { provider: 'auth0', user_id: ada.user_id.slice('auth0|'.length) }
  assert.equal((await passwordTicket({ email: ada.email, connection_id: connectionId })).status, 201)
  assert.equal((await passwordTicket({ user_id: ada.user_id, identity })).status, 201)
  const refused = async (body: object) => said(await passwordTicket(body))
  for (const body of [{}, { email: ada.email }, { user_id: ada.user_id, email: ada.email, connection_id: connectionId }]) assert.match(await refused(body), /^400 .*Give either user_id/)
  assert.equal(await refused({ user_id: 'auth0|nobody' }), '404 inexistent_user User not found.')
  assert.equal(await refused({ email: 'nobody@example.com', connection_id: connectionId }), '404 inexistent_user User not found.')
  assert.match(await refused({ email: ada.email, connection_id: 'con_0000000000000000' }), /^400 .*The connection with id con_0000000000000000 does not exist\.$/)
  assert.match(await refused({ user_id: ada.user_id, client_id: 'nope' }), /^400 .*The client does not exist$/)
  assert.match(await refused({ user_id: ada.user_id, organization_id: 'org_1' }), /^400 .*The organization does not exist$/)
  assert.match(await refused({ user_id: ada.user_id, identity: { ...identity, user_id: 'x' } }), /^400 .*does not contain the given identity\.$/)
  assert.match(await refused({ user_id: ada.user_id, result_url: 'javascript:alert(1)' }), /^400 .*on property result_url/)
  assert.match(await refused({ user_id: ada.user_id, ttl_sec: -1 }), /^400 .*on property ttl_sec/)
  await main.db.execute("UPDATE users SET email = NULL, username = 'noname' WHERE user_id = $1", [ada.user_id])
  assert.match(said(await verifyTicket({ user_id: ada.user_id })), /^400 .*The user does not have an email address\.$/)
  await main.db.execute("UPDATE users SET connection = 'gone' WHERE user_id = $1", [ada.user_id])
  assert.match(await refused({ user_id: ada.user_id }), /^400 .*main connection does not support this operation\.$/)
  assert.match(said(await call('POST /jobs/verification-email', { body: { user_id: ada.user_id } })), /^400 .*must be a database connection\.$/)
})

test('the link of a ticket does not stand in the log', async () => {
  const made = await passwordTicket({ user_id: (await person()).user_id })
  const [log] = await main.db.rows<{ body: string }>("SELECT body::text AS body FROM logs WHERE type = 'sapi' ORDER BY log_id DESC LIMIT 1")
  assert.match(log!.body, /tickets\.changePassword/)
  assert.equal(log!.body.includes(valueOf(made)), false)
})

test('the job mails the link and says what came of it', async () => {
  const ada = await person()
  const before = (await api.t.outbox()).length
  const job = await call('POST /jobs/verification-email', { body: { user_id: ada.user_id } })
  assert.equal(job.status, 201)
  assert.deepEqual({ ...job.body, id: '', created_at: '' }, { id: '', type: 'verification_email', status: 'completed', created_at: '' })
  const letters = await api.t.outbox()
  assert.equal(letters.length, before + 1)
  assert.ok(letters.some((letter) => letter.includes(`To: ${ada.email}`)))
  assert.deepEqual((await call(`GET /jobs/${job.body['id']}`)).body, job.body)
  assert.deepEqual((await call(`GET /jobs/${job.body['id']}/errors`)).body, [])
  for (const path of ['', '/errors']) assert.equal(said(await call(`GET /jobs/${job.body['id']}${path}`, { tenant: 'other' })), '404 inexistent_job Job not found.')
  assert.match(said(await call('POST /jobs/verification-email', { body: { user_id: 'auth0|nobody' } })), /^404/)
})
