import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, it } from 'node:test'
import { MailFailure } from '#platform/mail/index.ts'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import type { OperatorCaller } from '../context/index.ts'
import { readEntries } from '../journal/index.ts'
import { acceptInvitation, callerOfPerson, invitePerson, localCaller } from '../parties/index.ts'
import { addWebhook, deliverNotices, deliveriesOf, inboxOf, inform, listWebhooks, markRead, pauseAfter, removeWebhook, webhookSignature, type News } from './index.ts'

let o: TestOffice
const local = localCaller('root')
const page = { offset: 0, limit: 50, includeTotals: false }
const people: Record<string, OperatorCaller> = {}
const news = (over: Partial<News> = {}): News => ({ to: { party: 'subscriber' }, kind: 'test.news', title: 'Something happened', text: 'It <did>.', path: '/tasks/1', subject: 'test:1', ...over })

before(async () => {
  o = await testOffice({ 'responsibilities.parties': 'two' })
  for (const [name, party, role] of [['ann', 'subscriber', 'infrastructure_engineer'], ['bob', 'subscriber', 'developer'], ['pat', 'provider', 'customer_success_engineer']] as const) {
    const email = `${name}@${party}.example`
    const { link } = await invitePerson(o.office, local, { email, name, party, roles: [role] })
    const userId = await o.user(email)
    await acceptInvitation(o.office, new URL(link).searchParams.get('token')!, userId)
    people[name] = (await callerOfPerson(o.office, userId))!
  }
})
after(() => o.close())
const inbox = async (name: string) => (await inboxOf(o.office, people[name]!.person!.id, page)).items

it('a party is told; a role narrows it, unless nobody has the role; who did it is not told', async () => {
  await inform(o.office, undefined, news({ title: 'all' }))
  await inform(o.office, undefined, news({ title: 'engineers', to: { party: 'subscriber', role: 'infrastructure_engineer' } }))
  await inform(o.office, undefined, news({ title: 'nobody has it', to: { party: 'subscriber', role: 'security' } }))
  await inform(o.office, people['ann'], news({ title: 'by ann' }))
  assert.deepEqual((await inbox('ann')).map(({ title }) => title).sort(), ['all', 'engineers', 'nobody has it'])
  assert.deepEqual((await inbox('bob')).map(({ title }) => title).sort(), ['all', 'by ann', 'nobody has it'])
  assert.deepEqual(await inbox('pat'), [])
  await deliverNotices(o.office)
})

it('reading is recorded, in one\'s own inbox only', async () => {
  const [first] = await inbox('ann')
  await assert.rejects(markRead(o.office, people['bob']!.person!.id, first!.delivery_id), { code: 'notice_not_found' })
  await markRead(o.office, people['ann']!.person!.id, first!.delivery_id)
  assert.equal((await inboxOf(o.office, people['ann']!.person!.id, page, true)).total, 2)
})

it('what is rolled back was never told', async () => {
  await assert.rejects(o.office.db.transaction(async (db) => {
    await inform({ ...o.office, db }, undefined, news({ subject: 'test:gone' }))
    throw new Error('no')
  }))
  assert.deepEqual(await deliveriesOf(o.office, 'test:gone'), [])
})

it('a mail server that is down loses nothing: it is tried again with growing pauses until it is back', async () => {
  const down = { ...o.office, mailer: { send: () => Promise.reject(new MailFailure('mail.example:25 did not take the message')) } }
  await inform(down, undefined, news({ subject: 'test:down', to: { party: 'provider' } }))
  const sentBefore = (await o.t.outbox()).length
  assert.deepEqual(await deliverNotices(down), { delivered: 0, postponed: 1, givenUp: 0 })
  assert.deepEqual(await deliverNotices(down), { delivered: 0, postponed: 0, givenUp: 0 }, 'not before its pause is over')
  for (let attempt = 1; attempt < 6; attempt += 1) {
    o.t.clock.advance(pauseAfter(attempt) / 1000)
    assert.equal((await deliverNotices(down)).postponed, 1)
  }
  o.t.clock.advance(pauseAfter(6) / 1000)
  assert.deepEqual(await deliverNotices(o.office), { delivered: 1, postponed: 0, givenUp: 0 })
  assert.equal((await o.t.outbox()).length, sentBefore + 1)
  const mail = (await deliveriesOf(o.office, 'test:down')).find(({ channel }) => channel === 'mail')!
  assert.deepEqual([mail.state, mail.attempts, mail.receipt], ['delivered', 7, 'accepted for pat@provider.example'])
})

it('two senders at once send each message once', async () => {
  const sent: string[] = []
  const counting = { ...o.office, mailer: { send: async ({ to }: { to: string }) => void sent.push(to) } }
  for (let index = 0; index < 30; index += 1) await inform(counting, undefined, news({ to: { party: 'provider' }, subject: 'test:many' }))
  await Promise.all([deliverNotices(counting), deliverNotices(counting), deliverNotices(counting)])
  assert.equal(sent.length, 30)
})

it('after two weeks a delivery is given up and the journal says so', async () => {
  const down = { ...o.office, mailer: { send: () => Promise.reject(new Error('gone for good')) } }
  await inform(down, undefined, news({ subject: 'test:never', to: { party: 'provider' } }))
  o.t.clock.advance(15 * 24 * 3600)
  assert.equal((await deliverNotices(down)).givenUp, 1)
  const { items } = await readEntries(o.office, { kind: 'notice.given-up', offset: 0, limit: 5 })
  assert.equal(items[0]?.subject, 'test:never')
})

it('a webhook is signed over time and body, retried, and gets a receipt', async () => {
  const got: { headers: IncomingHttpHeaders; body: string }[] = []
  let status = 500
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.writeHead(status, { location: 'https://elsewhere.example/' }).end('no matter')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const { id, secret } = await addWebhook(o.office, local, { party: 'provider', url })
    assert.equal(JSON.stringify(await listWebhooks(o.office, 'provider')).includes(secret), false)
    await inform(o.office, undefined, news({ to: { party: 'provider' }, subject: 'test:hook' }))
    assert.deepEqual(await deliverNotices(o.office), { delivered: 1, postponed: 1, givenUp: 0 })
    o.t.clock.advance(10)
    status = 302
    assert.equal((await deliverNotices(o.office)).postponed, 1)
    o.t.clock.advance(20)
    status = 204
    assert.equal((await deliverNotices(o.office)).delivered, 1)
    const { headers, body } = got.at(-1)!
    assert.equal(headers['bailiwick-signature'], webhookSignature(secret, o.t.clock.seconds(), body))
    assert.notEqual(got[0]!.headers['bailiwick-signature'], headers['bailiwick-signature'])
    assert.equal(got[0]!.headers['bailiwick-delivery'], headers['bailiwick-delivery'])
    assert.equal((JSON.parse(body) as { subject: string }).subject, 'test:hook')
    const hook = (await deliveriesOf(o.office, 'test:hook')).find(({ channel }) => channel === 'webhook')!
    assert.deepEqual([hook.state, hook.receipt, hook.attempts], ['delivered', 'answered 204', 3])
    await removeWebhook(o.office, local, id)
    await inform(o.office, undefined, news({ to: { party: 'provider' }, subject: 'test:removed' }))
    assert.equal((await deliveriesOf(o.office, 'test:removed')).some(({ channel }) => channel === 'webhook'), false)
  } finally {
    server.close()
  }
  for (const url of ['http://elsewhere.example/x', 'ftp://x', 'https://user:pw@x.example/', 'nonsense']) {
    await assert.rejects(addWebhook(o.office, local, { party: 'provider', url }), { code: 'invalid_url' }, url)
  }
})

it('where one organisation is both parties, its people are told what the other party would be', async () => {
  o.set('responsibilities.parties', 'single')
  await inform(o.office, undefined, news({ to: { party: 'provider' }, subject: 'test:single', quiet: true }))
  const told = await deliveriesOf(o.office, 'test:single')
  assert.deepEqual([told.length, told.every(({ channel }) => channel === 'inbox')], [3, true])
})
