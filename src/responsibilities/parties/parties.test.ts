import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { MailFailure } from '#platform/mail/index.ts'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import { readEntries } from '../journal/index.ts'
import { acceptInvitation, assignClient, callerOfClient, callerOfPerson, changePerson, ensureFirstPerson, invitationOf, invitePerson, listPersons, localCaller, removePerson, renewInvitation } from './index.ts'

let o: TestOffice
const local = localCaller('root')
const ann = { email: 'ann@subscriber.example', name: 'Ann', party: 'subscriber', roles: ['infrastructure_engineer'] } as const
const tokenOf = (link: string) => new URL(link).searchParams.get('token')!
before(async () => { o = await testOffice({ 'responsibilities.parties': 'two' }) })
after(() => o.close())

it('who was only invited does not keep the first administrator out, nor does an invitation of their own', async () => {
  const fresh = await testOffice({ 'responsibilities.parties': 'two' })
  try {
    const gone = await invitePerson(fresh.office, local, ann)
    await removePerson(fresh.office, local, gone.person.id)
    const own = await invitePerson(fresh.office, local, { email: 'First@subscriber.example', name: 'First', party: 'subscriber', roles: [] })
    const userId = await fresh.user('first@subscriber.example')
    const first = await ensureFirstPerson(fresh.office, { userId, email: 'first@subscriber.example', name: 'First' })
    assert.deepEqual([first?.id, first?.state], [own.person.id, 'active'])
    assert.ok((await callerOfPerson(fresh.office, userId))?.roles.includes('infrastructure_engineer'))
    await assert.rejects(invitationOf(fresh.office, tokenOf(own.link)), { code: 'invitation_unusable' })
  } finally {
    await fresh.close()
  }
})

it('the first administrator is the subscriber\'s and has every role; a second first one is nobody', async () => {
  const userId = await o.user('first@subscriber.example')
  const made = await Promise.all([1, 2, 3].map(() => ensureFirstPerson(o.office, { userId, email: 'first@subscriber.example', name: 'First' })))
  assert.equal(made.filter((person) => person !== undefined).length, 1)
  const caller = await callerOfPerson(o.office, userId)
  assert.equal(caller?.party, 'subscriber')
  assert.ok(caller?.roles.includes('infrastructure_engineer'))
})

it('an invitation goes to the mailbox where there is a mail server, is kept as a hash, and used once even by two at once', async () => {
  const { person, link, mailed } = await invitePerson(o.office, local, ann)
  assert.equal(mailed, false, 'what waits in the outbox folder has reached nobody')
  o.set('mail.smtp-host', 'mail.example.com')
  assert.equal((await invitePerson(o.office, local, { ...ann, email: 'eve@subscriber.example' })).mailed, true)
  o.set('mail.smtp-host', '')
  assert.match((await o.t.outbox())[0]!, /To: ann@subscriber\.example/i)
  const token = tokenOf(link)
  const rows = await o.office.db.rows<{ token_hash: Buffer }>('SELECT token_hash FROM invitations')
  assert.ok(rows.every(({ token_hash }) => !token_hash.toString().includes(token)))
  assert.equal((await invitationOf(o.office, token)).email, ann.email)
  const userId = await o.user(ann.email)
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => acceptInvitation(o.office, token, userId)))
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.deepEqual((await callerOfPerson(o.office, userId))?.person?.id, person.id)
  await assert.rejects(invitationOf(o.office, token), { code: 'invitation_unusable' })
})

it('without a mail server the link is handed over by hand', async () => {
  const mailer = { send: () => Promise.reject(new MailFailure('nobody listens')) }
  const { mailed, link, person } = await invitePerson({ ...o.office, mailer }, local, { ...ann, email: 'bob@subscriber.example' })
  assert.equal(mailed, false)
  assert.equal((await invitationOf(o.office, tokenOf(link))).id, person.id)
  const again = await renewInvitation(o.office, local, person.id)
  await assert.rejects(invitationOf(o.office, tokenOf(link)), { code: 'invitation_unusable' })
  o.t.clock.advance(7 * 24 * 3600 + 1)
  await assert.rejects(acceptInvitation(o.office, tokenOf(again.link), await o.user('bob@subscriber.example')), { code: 'invitation_unusable' })
})

it('an e-mail address belongs to one person, an account too', async () => {
  await assert.rejects(invitePerson(o.office, local, { ...ann, email: 'ANN@subscriber.example' }), { code: 'person_exists' })
  const { link } = await invitePerson(o.office, local, { ...ann, email: 'carl@subscriber.example' })
  const [taken] = (await listPersons(o.office)).filter(({ email }) => email === ann.email)
  await assert.rejects(acceptInvitation(o.office, tokenOf(link), taken!.user_id!), { code: 'person_exists' })
  await assert.rejects(acceptInvitation(o.office, tokenOf(link), 'auth0|nobody'), { code: 'inexistent_user' })
})

it('a removed or blocked person is nobody; the last one of the subscriber stays', async () => {
  const persons = await listPersons(o.office)
  const carl = persons.find(({ email }) => email === ann.email)!
  await changePerson(o.office, local, carl.id, { roles: ['developer'] })
  assert.deepEqual((await callerOfPerson(o.office, carl.user_id!))?.roles, ['developer'])
  await o.office.db.execute('UPDATE users SET blocked = true WHERE user_id = $1', [carl.user_id])
  assert.equal(await callerOfPerson(o.office, carl.user_id!), undefined)
  await removePerson(o.office, local, carl.id)
  await o.office.db.execute('UPDATE users SET blocked = false WHERE user_id = $1', [carl.user_id])
  assert.equal(await callerOfPerson(o.office, carl.user_id!), undefined)
  const first = persons.find(({ email }) => email === 'first@subscriber.example')!
  await assert.rejects(removePerson(o.office, local, first.id), { code: 'last_person' })
  const { items } = await readEntries(o.office, { subject: `person:${carl.id}`, offset: 0, limit: 10 })
  assert.deepEqual(items.map(({ kind }) => kind), ['person.removed', 'person.changed', 'person.joined', 'person.invited'])
})

it('an application acts for a party only when somebody said for which', async () => {
  assert.equal(await callerOfClient(o.office, 'm2m'), undefined)
  await assignClient(o.office, local, 'm2m', 'provider', ['customer_success_engineer'])
  assert.deepEqual(await callerOfClient(o.office, 'm2m'), { party: 'provider', roles: ['customer_success_engineer'], client: 'm2m' })
})

it('in single-party mode nobody is invited for the provider', async () => {
  o.set('responsibilities.parties', 'single')
  await assert.rejects(invitePerson(o.office, local, { ...ann, email: 'p@provider.example', party: 'provider' }), { code: 'single_party' })
})
