// A tenant's own messages: written, refused when they cannot be read, and sent instead of the built-in ones.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { peekTicket, verifyEmail } from '#connections/database/index.ts'
import { managementApi, said, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)

const verify = { template: 'verify_email', body: '<p>Hi {{ user.given_name }} of {{ friendly_name }}: <a href="{{ url }}">yes</a></p>', subject: 'Is {{ email }} yours?', from: 'Acme <mail@acme.example>', syntax: 'liquid', enabled: true }
const put = (body: object) => call('PUT /email-templates/verify_email', { body })

let people = 0
async function mailed(): Promise<{ subject: string; text: string; ticket: string }> {
  const made = await call('POST /users', { body: { connection: 'Username-Password-Authentication', email: `p${people++}@example.com`, given_name: 'A<b>', password: 'Correct-Horse-7-Battery', verify_email: false } })
  const before = new Set(await api.t.outbox())
  assert.equal((await call('POST /jobs/verification-email', { body: { user_id: made.body['user_id'] } })).body['status'], 'completed')
  const letter = await simpleParser((await api.t.outbox()).find((each) => !before.has(each))!)
  return { subject: letter.subject ?? '', text: letter.text ?? '', ticket: /ticket=([\w-]{43})/.exec(letter.text ?? '')?.[1] ?? '' }
}

test('a template is absent, written once, changed and replaced', async () => {
  assert.equal((await call('GET /email-templates/verify_email')).status, 404)
  assert.match(said(await put(verify)), /^404 .*Template not found\.$/)
  assert.match(said(await call('PATCH /email-templates/verify_email', { body: { enabled: true } })), /^404 .*Template not found and cannot be updated\.$/)
  const made = await call('POST /email-templates', { body: verify })
  assert.deepEqual([made.status, made.body], [200, verify])
  assert.match(said(await call('POST /email-templates', { body: verify })), /^409 .*Template \(verify_email\) already exists\.$/)
  assert.equal((await call('PATCH /email-templates/verify_email', { body: { subject: 'New' } })).body['subject'], 'New')
  assert.deepEqual((await put(verify)).body, verify)
  assert.deepEqual((await call('GET /email-templates/verify_email')).body, verify)
  assert.equal((await call('GET /email-templates/verify_email', { tenant: 'other' })).status, 404)
  assert.match(said(await call('GET /email-templates/nonsense')), /^400 invalid_uri/)
})

test('what could not be sent is refused when it is written', async () => {
  assert.match(said(await put({ ...verify, body: '{% if x %}' })), /^400 invalid_body .*on property body/)
  assert.match(said(await put({ ...verify, subject: '{{ x | nope' })), /^400 invalid_body .*on property subject/)
  assert.match(said(await put({ ...verify, body: null })), /An enabled template needs a body/)
  assert.match(said(await put({ ...verify, syntax: 'handlebars' })), /^400 invalid_body/)
})

test('an enabled template is what people get; its link lives as long and leads where it says', async () => {
  await call('PATCH /tenants/settings', { body: { friendly_name: 'Acme & Co' } })
  await put({ ...verify, urlLifetimeInSeconds: 60, resultUrl: 'https://{{ tenant }}.example/done', includeEmailInRedirect: true })
  const main = await api.t.tenant('main')
  const first = await mailed()
  assert.equal(first.subject, 'Is p0@example.com yours?')
  assert.match(first.text, /^Hi A<b> of Acme & Co: yes \(https:\/\/main\.bailiwick\.localhost:8443\/u\/email-verification\?ticket=/)
  assert.equal((await peekTicket(main, 'verify-email', first.ticket))?.data.result_url, 'https://main.example/done?email=p0%40example.com')
  assert.equal((await verifyEmail(main, first.ticket)).outcome, 'verified')
  const late = await mailed()
  api.t.clock.advance(61)
  assert.equal((await verifyEmail(main, late.ticket)).outcome, 'void')
  await call('PATCH /email-templates/verify_email', { body: { enabled: false } })
  const plain = await mailed()
  assert.notEqual(plain.subject, `Is p2@example.com yours?`)
  assert.ok(plain.ticket)
})
