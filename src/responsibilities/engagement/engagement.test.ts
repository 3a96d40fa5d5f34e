import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import type { OperatorCaller } from '../context/index.ts'
import { coverTopic, drills, handoverMeasures, reachMilestone, recordDrill, scheduleHandover, setSignature, signHandover, timeline, topics, viewHandover, type Drill, type Topic } from './index.ts'

let o: TestOffice
const sub: OperatorCaller = { party: 'subscriber', roles: [], local: 'root' }
const pro: OperatorCaller = { party: 'provider', roles: [], client: 'console' }
before(async () => { o = await testOffice({ 'responsibilities.parties': 'two' }) })
after(() => o.close())

it('the timeline is counted from the signature; what is past its date is late', async () => {
  assert.equal(await timeline(o.office), undefined)
  await assert.rejects(setSignature(o.office, sub, '31.5.2026'), { code: 'invalid_date' })
  await setSignature(o.office, sub, o.t.clock.now().toISOString().slice(0, 10))
  o.t.clock.advance(6 * 86_400)
  assert.deepEqual((await timeline(o.office))!.map(({ milestone, state }) => `${milestone} ${state}`), ['kickoff late', 'infrastructure-ready open', 'set-up open', 'handover open'])
  await reachMilestone(o.office, sub, 'kickoff')
  await reachMilestone(o.office, pro, 'kickoff', 'again')
  const [kickoff] = (await timeline(o.office))!
  assert.deepEqual([kickoff?.state, kickoff?.note], ['reached', undefined])
})

it('the handover is signed only when the agenda is gone through and every drill is on record', async () => {
  await assert.rejects(coverTopic(o.office, pro, 'backup'), { code: 'handover_unscheduled' })
  const { scheduled } = await scheduleHandover(o.office, pro, new Date())
  assert.equal(scheduled?.minutes, 90)
  for (const topic of Object.keys(topics) as Topic[]) await coverTopic(o.office, pro, topic)
  const measure = async (gate: keyof typeof handoverMeasures) => (await handoverMeasures[gate]!(o.office, {} as never))!
  assert.equal((await measure('handover-agenda')).met, true)
  assert.match((await measure('drills-done')).sentence, /alert-seen, backup-restored, update-rehearsed/)
  await recordDrill(o.office, 'alert-seen', 'The alert 7 was seen by Ann.', { alert: 7 })
  await assert.rejects(signHandover(o.office, pro), /A backup was made and restored/)
  for (const drill of Object.keys(drills) as Drill[]) await recordDrill(o.office, drill, 'done', {})
  assert.equal((await signHandover(o.office, pro)).scheduled?.subscriber_signed_at, null)
  assert.equal((await timeline(o.office))!.at(-1)!.state, 'open')
  await signHandover(o.office, sub)
  assert.equal((await timeline(o.office))!.at(-1)!.state, 'reached')
  await assert.rejects(scheduleHandover(o.office, pro, new Date()), { code: 'handover_signed' })
  assert.deepEqual((await viewHandover(o.office)).missing, [])
})
