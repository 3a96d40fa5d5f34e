import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import type { OperatorCaller } from '../context/index.ts'
import { deliverNotices } from '../notices/index.ts'
import { adoptKey, canonical, ensureKey, generateSealPair, signWithPrivateKey } from '../seals/index.ts'
import { attach, attachmentOf, closeTicket, commentTicket, consentToSeverity, countedMinutes, dueAt, exportTicket, importTicket, openTicket, raiseSeverity, readTicketFile, resolveTicket, viewTicket, type TicketFile, type TicketInput } from './index.ts'

let o: TestOffice
const sub: OperatorCaller = { party: 'subscriber', roles: [], local: 'root' }
const pro: OperatorCaller = { party: 'provider', roles: [], client: 'console' }
const input = (over: Partial<TicketInput> = {}): TicketInput => ({ subject: 'Logins fail', kind: 'incident', severity: 3, questionnaire: { description: 'They fail.', users: 'all' }, ...over })
const criticalForm = { business_process: 'Sales', workaround: false, contact: 'Ann', phone: '+49 89 123456' }
before(async () => {
  o = await testOffice({ 'responsibilities.parties': 'two' })
  await o.office.db.execute("INSERT INTO persons (id, party, email, name, state, invited_by, created_at, updated_at) VALUES ('ann', 'subscriber', 'ann@x.example', 'Ann', 'active', 'test', now(), now())")
})
after(() => o.close())

describe('the hours of a plan', () => {
  const at = (text: string) => new Date(text)
  it('count business hours in the zone of support, over weekends and clock changes', () => {
    // 2026-11-20 is a Friday.
    assert.equal(countedMinutes('business', 'UTC', at('2026-11-20T17:00Z'), at('2026-11-23T07:00Z')), 120)
    assert.equal(countedMinutes('weekdays', 'UTC', at('2026-11-20T23:00Z'), at('2026-11-23T01:00Z')), 120)
    assert.equal(countedMinutes('always', 'UTC', at('2026-11-20T23:00Z'), at('2026-11-21T01:00Z')), 120)
    assert.equal(countedMinutes('business', 'America/New_York', at('2026-11-20T10:00Z'), at('2026-11-20T12:00Z')), 60)
    assert.equal(countedMinutes('weekdays', 'Europe/Berlin', at('2026-03-27T00:00Z'), at('2026-03-31T00:00Z')), 23 * 60 + 24 * 60 + 2 * 60)
    assert.equal(countedMinutes('business', 'UTC', at('2026-11-21T00:00Z'), at('2026-11-22T00:00Z')), 0)
  })
  it('find the moment when they will have passed', () => {
    assert.equal(dueAt('business', 'UTC', at('2026-11-20T17:00Z'), 120).toISOString(), '2026-11-23T07:00:00.000Z')
    assert.equal(dueAt('business', 'UTC', at('2026-11-20T08:00Z'), 24 * 60).toISOString(), '2026-11-24T08:00:00.000Z')
    assert.equal(dueAt('always', 'UTC', at('2026-11-20T23:00Z'), 30).toISOString(), '2026-11-20T23:30:00.000Z')
  })
})

describe('severity', () => {
  it('urgent is said only of production, of most users, without a workaround, with a phone', async () => {
    await assert.rejects(openTicket(o.office, sub, input({ severity: 1, critical: criticalForm })), { code: 'urgent_only_production' })
    o.set('responsibilities.environment', 'production')
    await assert.rejects(openTicket(o.office, sub, input({ severity: 1 })), { code: 'critical_form_missing' })
    await assert.rejects(openTicket(o.office, sub, input({ severity: 1, critical: { ...criticalForm, workaround: true } })), { code: 'not_critical' })
    await assert.rejects(openTicket(o.office, sub, input({ severity: 1, critical: criticalForm, questionnaire: { description: 'x', users: 'some' } })), { code: 'not_critical' })
    assert.match((await openTicket(o.office, sub, input({ severity: 1, critical: criticalForm }))).id, /^T-\d+$/)
  })
  it('is fixed, unless the provider raises it and the subscriber consents', async () => {
    const { id } = await openTicket(o.office, sub, input())
    await assert.rejects(raiseSeverity(o.office, sub, id, 1, 'worse'), { code: 'severity_fixed' })
    await assert.rejects(raiseSeverity(o.office, pro, id, 4, 'less'), { code: 'severity_not_higher' })
    await assert.rejects(consentToSeverity(o.office, sub, id, true), { code: 'no_severity_proposed' })
    assert.equal((await raiseSeverity(o.office, pro, id, 2, 'many users')).severity, 3)
    await assert.rejects(consentToSeverity(o.office, pro, id, true), { code: 'wrong_party' })
    assert.equal((await consentToSeverity(o.office, sub, id, true)).severity, 2)
  })
})

describe('the way of a ticket', () => {
  it('is acknowledged by mail at once, with its number', async () => {
    const { id } = await openTicket(o.office, sub, input())
    await deliverNotices(o.office)
    const mails = await o.t.outbox()
    assert.ok(mails.some((mail) => mail.includes(`Your ticket ${id} has arrived`)))
    assert.equal((await viewTicket(o.office, id)).system['build'], '1.0.0')
  })
  it('clocks stop while the subscriber holds the step', async () => {
    o.set('support.plan', 'premier')
    const { id } = await openTicket(o.office, sub, input({ severity: 2 }))
    o.t.clock.advance(20 * 60)
    await commentTicket(o.office, sub, id, 'I look for the log first.', true)
    assert.deepEqual([(await viewTicket(o.office, id)).clock.state, (await viewTicket(o.office, id)).clock.holder], ['stopped', 'subscriber'])
    o.t.clock.advance(5 * 3600)
    await commentTicket(o.office, sub, id, 'Here it is.')
    o.t.clock.advance(30 * 60)
    const running = (await viewTicket(o.office, id)).clock
    assert.deepEqual([running.state, running.usedMinutes, running.due!.getTime() - o.t.clock.now().getTime()], ['running', 50, 600_000])
    await commentTicket(o.office, pro, id, 'Look at the certificate.')
    assert.equal((await viewTicket(o.office, id)).clock.state, 'kept')
    const late = await openTicket(o.office, sub, input({ severity: 2 }))
    o.t.clock.advance(3601)
    assert.equal((await viewTicket(o.office, late.id)).clock.state, 'missed')
  })
  it('is closed by the subscriber alone, and never reopened but followed', async () => {
    const { id } = await openTicket(o.office, sub, input())
    await assert.rejects(openTicket(o.office, sub, input({ follows: id })), { code: 'ticket_not_closed' })
    assert.equal((await resolveTicket(o.office, pro, id, 'Renewed the certificate.')).state, 'solved')
    await assert.rejects(closeTicket(o.office, pro, id), { code: 'wrong_party' })
    await closeTicket(o.office, sub, id)
    await assert.rejects(commentTicket(o.office, sub, id, 'again'), { code: 'ticket_closed' })
    assert.equal((await openTicket(o.office, sub, input({ follows: id }))).follows, id)
  })
  it('attachments keep their content and lose their folders', async () => {
    const { id } = await openTicket(o.office, sub, input())
    const added = await attach(o.office, sub, id, { name: '../../etc/trace.har', type: 'application/json', content: Buffer.from([0, 1, 255]) })
    assert.equal(added.name, 'trace.har')
    assert.deepEqual((await attachmentOf(o.office, id, added.id)).content, Buffer.from([0, 1, 255]))
    await assert.rejects(attach(o.office, sub, id, { name: 'big', type: 'x', content: Buffer.alloc(20 * 1024 * 1024 + 1) }), { code: 'attachment_too_large' })
  })
})

describe('a ticket as a file', () => {
  it('goes to the provider, and the answer comes back once, signed by the provider', async () => {
    const { id } = await openTicket(o.office, sub, input())
    await commentTicket(o.office, sub, id, 'From the isolated side.')
    await attach(o.office, sub, id, { name: 'log', type: 'text/plain', content: Buffer.from('log') })
    const out = JSON.parse(JSON.stringify(await exportTicket(o.office, sub, id))) as TicketFile
    const appliance = await ensureKey(o.office, 'appliance')
    assert.equal(readTicketFile(out, appliance.publicKey).messages.length, 1)
    assert.throws(() => readTicketFile({ ...out, messages: [] }, appliance.publicKey), { code: 'ticket_file_wrong' })

    o.t.clock.advance(60)
    const provider = generateSealPair()
    await adoptKey(o.office, 'provider', provider.publicKey)
    const { signature: _signature, ...said } = out
    const forged = { ...out.messages[0]!, id: 'msg_forged', party: 'subscriber' as const, body: 'We agree to pay.' }
    const answer = { ...said, issuer: provider.id, ticket: { ...said.ticket, state: 'solved' as const }, messages: [...said.messages, forged, { id: 'msg_answer', author: 'client:console', party: 'provider' as const, body: 'Renew it.', issue: false, at: o.t.clock.now().toISOString() }] }
    const back: TicketFile = { ...answer, signature: signWithPrivateKey(provider.privateKey, canonical(answer)) }
    await assert.rejects(importTicket(o.office, sub, { ...back, signature: out.signature }), { code: 'ticket_file_wrong' })
    assert.deepEqual(await importTicket(o.office, sub, back), { messages: 1, attachments: 0 })
    assert.deepEqual(await importTicket(o.office, sub, back), { messages: 0, attachments: 0 })
    const view = await viewTicket(o.office, id)
    assert.deepEqual([view.state, view.thread.map(({ body }) => body)], ['solved', ['From the isolated side.', 'Renew it.']])
  })
})
