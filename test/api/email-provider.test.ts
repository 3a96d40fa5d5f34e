// A tenant's own mail server: kept without its password being shown, and used for every message of the tenant.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { managementApi, said, type ManagementApi } from './management-api.ts'

let api: ManagementApi
let port: number
const received: ParsedMail[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => void simpleParser(stream).then((mail) => (received.push(mail), done()), done),
})
before(async () => {
  api = await managementApi()
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  port = (smtp.server.address() as AddressInfo).port
})
after(async () => {
  await api.close()
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
})
const call: ManagementApi['call'] = (...given) => api.call(...given)
const provider = (http: 'POST' | 'PATCH', body: object) => call(`${http} /emails/provider`, { body })

let people = 0
async function mailed(): Promise<{ status: string; by: 'provider' | 'appliance' | 'nobody' }> {
  const made = await call('POST /users', { body: { connection: 'Username-Password-Authentication', email: `p${people++}@example.com`, password: 'Correct-Horse-7-Battery', verify_email: false } })
  const [there, here] = [received.length, (await api.t.outbox()).length]
  const { body } = await call('POST /jobs/verification-email', { body: { user_id: made.body['user_id'] } })
  return { status: body['status'], by: received.length > there ? 'provider' : (await api.t.outbox()).length > here ? 'appliance' : 'nobody' }
}

test('absent, set, shown without the password, changed, removed', async () => {
  assert.equal(said(await call('GET /emails/provider')), '404 undefined Email provider has not been configured.')
  assert.equal(said(await provider('PATCH', { enabled: true })), '404 undefined Email provider has not been configured.')
  const made = await provider('POST', { name: 'smtp', default_from_address: 'Acme <mail@acme.example>', credentials: { smtp_host: 'mail.acme.example', smtp_port: 587, smtp_user: 'acme', smtp_pass: 'very-secret' } })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.deepEqual(made.body, { name: 'smtp', enabled: true, default_from_address: 'Acme <mail@acme.example>', credentials: { smtp_host: 'mail.acme.example', smtp_port: 587, smtp_user: 'acme' }, settings: {} })
  assert.equal(said(await provider('POST', { name: 'smtp', credentials: { smtp_host: 'x' } })), '409 undefined Email provider is already configured.')
  assert.deepEqual((await provider('PATCH', { credentials: { smtp_host: 'other.acme.example' } })).body['credentials'], { smtp_host: 'other.acme.example', smtp_port: 587, smtp_user: 'acme' })
  assert.deepEqual((await call('GET /emails/provider', { query: { fields: 'name,enabled' } })).body, { name: 'smtp', enabled: true })
  const rows = await api.t.process.db.rows<{ text: string }>("SELECT credentials_sealed::text || settings::text AS text FROM email_providers UNION ALL SELECT body::text FROM logs WHERE type = 'sapi'")
  assert.equal(rows.some(({ text }) => text.includes('very-secret') || text.includes(Buffer.from('very-secret').toString('hex'))), false)
  assert.equal((await call('GET /emails/provider', { tenant: 'other' })).status, 404)
  assert.equal((await call('DELETE /emails/provider')).status, 204)
  assert.equal(said(await call('DELETE /emails/provider')), '404 undefined Email provider does not exist.')
})

test('providers that this server cannot use are refused, and so are their members', async () => {
  assert.match(said(await provider('POST', { name: 'sendgrid', credentials: { api_key: 'x' } })), /^400 operation_not_supported .*SMTP/)
  assert.match(said(await provider('POST', { name: 'smtp', credentials: { smtp_host: 'a', api_key: 'x' } })), /Additional properties not allowed: api_key/)
  assert.match(said(await provider('POST', { name: 'smtp', credentials: {} })), /Missing required property: smtp_host/)
  assert.match(said(await provider('POST', { name: 'smtp', default_from_address: 'nobody', credentials: { smtp_host: 'a' } })), /on property default_from_address/)
})

test('the tenant\'s messages leave by its own server while it is enabled; a server that is away is a failed job', async () => {
  assert.deepEqual(await mailed(), { status: 'completed', by: 'appliance' })
  await provider('POST', { name: 'smtp', default_from_address: 'Acme <mail@acme.example>', credentials: { smtp_host: '127.0.0.1', smtp_port: port } })
  assert.deepEqual(await mailed(), { status: 'completed', by: 'provider' })
  assert.equal(received.at(-1)?.from?.value[0]?.address, 'mail@acme.example')
  await provider('PATCH', { enabled: false })
  assert.deepEqual(await mailed(), { status: 'completed', by: 'appliance' })
  await provider('PATCH', { enabled: true, credentials: { smtp_port: 1 } })
  assert.deepEqual(await mailed(), { status: 'failed', by: 'nobody' })
  // A password is not sent in plain text: this server offers no STARTTLS.
  await provider('PATCH', { credentials: { smtp_port: port, smtp_user: 'u', smtp_pass: 'p' } })
  assert.deepEqual(await mailed(), { status: 'failed', by: 'nobody' })
  await call('DELETE /emails/provider')
  assert.deepEqual(await mailed(), { status: 'completed', by: 'appliance' })
})
