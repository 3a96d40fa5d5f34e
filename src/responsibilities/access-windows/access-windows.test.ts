import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import type { OperatorCaller } from '../context/index.ts'
import { readEntries } from '../journal/index.ts'
import { deliveriesOf } from '../notices/index.ts'
import { startJobs } from '#platform/jobs/index.ts'
import { breakGlass, closeWindow, declineWindow, endDueWindows, findWindow, openReviews, openWindow, requestWindow, reviewWindow, signInRefusal, windowCovering, windowsJob } from './index.ts'

let o: TestOffice
const person = (name: string, party: 'provider' | 'subscriber', roles: OperatorCaller['roles'] = []): OperatorCaller => ({ party, roles, person: { id: name, userId: name, name, email: `${name}@x.example` } })
const pat = person('pat', 'provider', ['customer_success_engineer'])
const ann = person('ann', 'subscriber', ['infrastructure_engineer'])
const ask = { rows: ['updates'], reason: 'Update to 1.2' }
const minutes = (count: number) => new Date(o.t.clock.now().getTime() + count * 60_000)
before(async () => {
  o = await testOffice({ 'responsibilities.parties': 'two' })
  const userId = await o.user('pat@x.example')
  await o.office.db.execute("INSERT INTO persons (id, party, email, name, user_id, state, invited_by, created_at, updated_at) VALUES ('pat', 'provider', 'pat@x.example', 'Pat', $1, 'active', 'test', now(), now())", [userId])
  await o.office.db.execute("INSERT INTO persons (id, party, email, name, state, invited_by, created_at, updated_at) VALUES ('ann', 'subscriber', 'ann@x.example', 'Ann', 'active', 'test', now(), now())")
})
after(() => o.close())

it('asking opens nothing; the subscriber opens for an hour and for the rows asked for', async () => {
  const asked = await requestWindow(o.office, pat, ask)
  assert.equal(await windowCovering(o.office, 'updates'), undefined)
  await assert.rejects(openWindow(o.office, pat, { id: asked.id }), { code: 'wrong_party' })
  await assert.rejects(openWindow(o.office, ann, { id: asked.id, rows: ['updates', 'configure'] }), { code: 'window_wider' })
  await assert.rejects(openWindow(o.office, ann, { id: asked.id, to: minutes(61) }), { code: 'window_wider' })
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => openWindow(o.office, ann, { id: asked.id })))
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.equal((await windowCovering(o.office, 'updates'))?.id, asked.id)
  assert.equal(await windowCovering(o.office, 'configure'), undefined)
  assert.ok((await deliveriesOf(o.office, `window:${asked.id}`)).length >= 4)
})

it('its end is an end: at once for requests, and for sessions with the next run; a failed run is made up for', async () => {
  o.t.clock.advance(3599)
  assert.ok(await windowCovering(o.office, 'updates'))
  o.t.clock.advance(1)
  assert.equal(await windowCovering(o.office, 'updates'), undefined)
  const ended: string[][] = []
  await assert.rejects(endDueWindows(o.office, () => Promise.reject(new Error('sessions cannot be reached'))))
  assert.deepEqual(await endDueWindows(o.office, async (users) => void ended.push([...users])), { ended: 0, settled: 1 })
  assert.deepEqual(ended, [['auth0|1']])
  assert.deepEqual(await endDueWindows(o.office, async (users) => void ended.push([...users])), { ended: 0, settled: 0 })
  assert.equal(ended.length, 1)
})

it('closing before time refuses at once; sessions live on only while another window is open', async () => {
  const first = await openWindow(o.office, ann, ask)
  const second = await openWindow(o.office, ann, { rows: ['deploy'], reason: 'Deploy' })
  await closeWindow(o.office, ann, first.id, 'enough')
  assert.equal(await windowCovering(o.office, 'updates'), undefined)
  let killed = 0
  const kill = async () => void (killed += 1)
  await endDueWindows(o.office, kill)
  assert.equal(killed, 0)
  await closeWindow(o.office, pat, second.id)
  await endDueWindows(o.office, kill)
  assert.equal(killed, 1)
  await assert.rejects(closeWindow(o.office, ann, second.id), { code: 'window_not_open' })
})

it('declined, late, endless or rowless requests open nothing', async () => {
  const declined = await requestWindow(o.office, pat, ask)
  await declineWindow(o.office, ann, declined.id, 'not tonight')
  await assert.rejects(openWindow(o.office, ann, { id: declined.id }), { code: 'window_not_requested' })
  const late = await requestWindow(o.office, pat, ask)
  o.t.clock.advance(3600)
  await assert.rejects(openWindow(o.office, ann, { id: late.id }), { code: 'window_over' })
  await endDueWindows(o.office, async () => {})
  assert.deepEqual([(await findWindow(o.office, late.id)).state, (await findWindow(o.office, late.id)).close_reason], ['declined', 'Nobody decided in time.'])
  await assert.rejects(requestWindow(o.office, pat, { ...ask, to: minutes(25 * 60) }), { code: 'window_too_long' })
  await assert.rejects(requestWindow(o.office, pat, { ...ask, rows: [] }), { code: 'window_without_rows' })
  await assert.rejects(requestWindow(o.office, pat, { ...ask, rows: ['nowhere'] }), { code: 'row_unknown' })
  await assert.rejects(requestWindow(o.office, ann, ask), { code: 'wrong_party' })
})

it('breaking glass takes two people of the accountable party, tells everyone, and leaves a review', async () => {
  const ben = person('ben', 'subscriber')
  await assert.rejects(breakGlass(o.office, pat, ask), { code: 'not_accountable' })
  await assert.rejects(breakGlass(o.office, { party: 'subscriber', roles: [], client: 'x' }, ask), { code: 'person_needed' })
  const asked = await breakGlass(o.office, ann, ask)
  assert.equal(await windowCovering(o.office, 'updates'), undefined)
  await assert.rejects(openWindow(o.office, ann, { id: asked.id }), { code: 'window_emergency' })
  await assert.rejects(breakGlass(o.office, ann, { second: asked.id }), { code: 'second_person_needed' })
  await assert.rejects(breakGlass(o.office, pat, { second: asked.id }), { code: 'not_accountable' })
  await breakGlass(o.office, ben, { second: asked.id })
  assert.ok(await windowCovering(o.office, 'updates'))
  const told = await deliveriesOf(o.office, `window:${asked.id}`)
  assert.deepEqual([...new Set(told.map(({ party }) => party))].sort(), ['provider', 'subscriber'])
  assert.deepEqual((await openReviews(o.office)).map(({ id }) => id), [asked.id])
  const cat = person('cat', 'subscriber')
  await assert.rejects(reviewWindow(o.office, cat, asked.id, 'too early'), { code: 'no_review' })
  await closeWindow(o.office, ann, asked.id)
  await assert.rejects(reviewWindow(o.office, ben, asked.id, 'mine'), { code: 'self_review' })
  await reviewWindow(o.office, cat, asked.id, 'Justified; the runbook was changed.')
  assert.deepEqual(await openReviews(o.office), [])
  const kinds = (await readEntries(o.office, { subject: `window:${asked.id}`, offset: 0, limit: 20 })).items.map(({ kind }) => kind)
  assert.deepEqual([...new Set(kinds)], ['window.reviewed', 'window.closed', 'window.opened', 'window.emergency'])
})

it('after closing, the job ends the sessions within five seconds of real time', async () => {
  const window = await openWindow(o.office, ann, ask)
  let ended = () => {}
  const done = new Promise<void>((resolve) => (ended = resolve))
  const runner = startJobs({ jobs: [windowsJob(async () => ended())], context: o.office, lookEvery: 0.5 })
  try {
    // The job has just run: the worst moment to close.
    await runner.runDue()
    const began = performance.now()
    await closeWindow(o.office, ann, window.id)
    await done
    assert.ok(performance.now() - began < 5000)
  } finally {
    await runner.stop()
  }
})

it('the provider signs in only while a window is open; the subscriber always', async () => {
  assert.match((await signInRefusal(o.office, 'auth0|1')) ?? '', /comes in only while Subscriber has an access window open/)
  assert.equal(await signInRefusal(o.office, 'auth0|nobody'), undefined)
  const window = await openWindow(o.office, ann, ask)
  assert.equal(await signInRefusal(o.office, 'auth0|1'), undefined)
  await closeWindow(o.office, ann, window.id)
  assert.notEqual(await signInRefusal(o.office, 'auth0|1'), undefined)
})

it('a window of the other environment lets nobody in here; one organisation has no windows', async () => {
  await openWindow(o.office, ann, ask)
  o.set('responsibilities.environment', 'production')
  assert.equal(await windowCovering(o.office, 'updates'), undefined)
  o.set('responsibilities.parties', 'single')
  await assert.rejects(requestWindow(o.office, pat, ask), { code: 'single_party' })
})
