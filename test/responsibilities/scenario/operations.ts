/** Handover with its drills, an alert that becomes a ticket, and a change to production that waits for a signature. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Appliance } from '../../appliance.ts'
import { personAt, signInPage, until } from '../console.ts'
import { outbox } from '../../outbox.ts'
import { letIn, refused, shows, type Any, type Step } from './story.ts'

export const operations: Step[] = [
  {
    name: 'handover: scheduled by the provider, gone through, its drills recorded by the appliance as they happen, signed by both',
    async act(story) {
      const { prod } = story
      const window = await letIn(story, prod, 'operations-handover')
      const pat = await personAt(prod, 'pat@north.example')
      await pat.must('PUT /handover', { at: new Date(Date.now() + 3600_000).toISOString() })
      for (const topic of ['monitoring', 'backup', 'updates', 'questions']) await pat.must('POST /handover/topics', { topic })
      await refused(pat, 'POST /handover/sign', undefined, 'gate_closed', /Not on record: alert-seen/)

      // The alert is a real one: a web worker is killed. It opens a ticket by itself, because the subscriber wants that.
      await prod.ann.must('PATCH /settings', { 'support.ticket-on-alert': 'high' })
      const victim = workerOf(prod)
      process.kill(victim, 'SIGKILL')
      // Who was connected to it is cut off, and asks again.
      const alert = await until('an alert', async () => (await prod.ann.must<Any[]>('GET /alerts').catch(() => [])).find((each) => each.check === 'services'))
      assert.equal(alert.sentence, `Web worker ${victim} ended unasked (signal SIGKILL) and was replaced.`)
      await prod.ann.must('POST /handover/alerts', { alert: alert.id })
      // The backup begun with the configuration proves itself: restored into a scratch database, where somebody signs in.
      const drills = await until('every drill is on record', async () => {
        const { drills: all, missing } = await prod.ann.must<Any>('GET /handover')
        return missing.length === 0 && all
      })
      const said = Object.fromEntries(drills.map(({ drill, done }: Any) => [drill, done.sentence])) as Record<string, string>
      assert.match(said['backup-restored']!, /^Proven in [\d.]+ s: \d+ rows of \d+ tables were restored in [\d.]+ s, and .+ signed in at \w+\.$/)
      assert.match(said['update-rehearsed']!, /signed off/)
      assert.ok(said['alert-seen']!.includes(alert.sentence))
      await pat.must('POST /handover/sign')
      await prod.ben.must('POST /handover/accept')
      const { scheduled } = await prod.ann.must<Any>('GET /handover')
      assert.ok(scheduled.provider_signed_at && scheduled.subscriber_signed_at)
      await prod.ann.must(`POST /access-windows/${window}/close`, { reason: 'Handed over' })
    },
  },
  {
    name: 'the alert has opened a ticket; the provider reads it at its console, is told by mail, and answers',
    async act(story) {
      const { prod, olga, console: north } = story
      story.ticket = (await shows(story, prod, /(T-\d+)<\/a><\/td><td>Alert: /))[1]!
      await shows(story, prod, /Web worker \d+ ended unasked/, `/tickets/${story.ticket}`)
      await until('the console has written a letter', async () => outbox(north.dataDir).some((letter) => letter.includes('olga@north.example') && letter.includes(story.ticket)))
      await olga.send(`${prod.at}/tickets/${story.ticket}`, `${prod.at}/tickets/${story.ticket}/answer`, { text: 'We would like to look at it, and to change a setting.' })
      const thread = await until('the answer has come', async () => {
        const { thread: said, state, clock } = await prod.ann.must<Any>(`GET /tickets/${story.ticket}`)
        return said.length > 0 && state === 'pending' && clock.state === 'kept' && said
      })
      assert.deepEqual([thread[0].party, thread[0].author, thread[0].body], ['provider', 'console:olga@north.example', 'We would like to look at it, and to change a setting.'])
    },
  },
  {
    name: 'the provider asks for a window; its change to production waits for a sign-off, is done, and everybody is told',
    async act(story) {
      const { prod, olga, letters, ticket, console: north } = story
      const window = await letIn(story, prod, 'issue-resolution', ticket)
      await olga.send(prod.at, `${prod.at}/tasks`, { operation: 'settings.update', input: JSON.stringify({ body: { 'alerts.after': 2 } }), reason: `Alerts sooner, for ${ticket}` })
      const task = await until('the task has come', async () => (await prod.ann.must<Any>('GET /tasks?state=consulted')).tasks.find((each: Any) => each.operation === 'settings.update'))
      assert.equal(task.proposed_by, 'console:olga@north.example')
      assert.deepEqual(task.input_shown.body, { 'alerts.after': 2 }, 'who signs sees what is changed')
      await refused(prod.ann, `POST /tasks/${task.id}/run`, undefined, 'not_approved', /only an approved task can be run/)
      const pat = await personAt(prod, 'pat@north.example')
      await refused(pat, `POST /tasks/${task.id}/approve`, { plan: task.plan_digest }, 'not_accountable', /City Hospital/)
      await refused(prod.ann, `POST /tasks/${task.id}/approve`, { plan: '0'.repeat(64) }, 'stale_plan', /\w/)
      await prod.ann.must(`POST /tasks/${task.id}/approve`, { plan: task.plan_digest })
      await refused(pat, `POST /tasks/${task.id}/run`, undefined, 'not_responsible', /City Hospital/)
      assert.equal((await prod.ann.must<Any>('GET /settings/alerts.after')).value, 3, 'nothing is changed before somebody who may do it runs it')
      await prod.ben.must(`POST /tasks/${task.id}/run`)
      await until('the change is made', async () => (await prod.ann.must<Any>('GET /settings/alerts.after')).value === 2)
      await shows(story, prod, new RegExp(`${task.id}</a></td>.*?<td>done</td>`, 's'))
      // Everybody is told: the provider at its console, the subscriber's people in their inboxes and by the mail server that they entered.
      await until('the proposer\'s party is told at its console', async () => outbox(north.dataDir).some((letter) => letter.includes('done: ') && letter.includes('settings.update')))
      const { notices } = await prod.ann.must<Any>('GET /notices?per_page=100')
      assert.ok(notices.some(({ subject }: Any) => subject === `task:${task.id}`), 'Ann\'s inbox says nothing of the task that she signed off')
      await until('the signature was asked for by letter', async () => letters.some((letter) => letter.includes('To: ann@hospital.example') && letter.includes(task.id)))
      // The expired window: the session that Pat holds is dead within seconds, and so is the door.
      assert.equal((await pat.call('GET /tasks')).status, 200)
      await olga.send(prod.at, `${prod.at}/windows/${window}/close`, {})
      await until('the window is closed', async () => (await prod.ann.must<Any>('GET /access-windows?state=open')).windows.length === 0)
      await until('the provider cannot come in', async () => ((await signInPage(prod, 'pat@north.example')).page.left?.searchParams.get('code') ?? null) === null)
    },
  },
  {
    name: 'solved by the provider, closed by the subscriber alone',
    async act({ prod, olga, ticket, letters }) {
      await olga.send(`${prod.at}/tickets/${ticket}`, `${prod.at}/tickets/${ticket}/resolve`, { text: 'The worker was replaced at once; alerts come sooner now.' })
      await until('it is solved', async () => (await prod.ann.must<Any>(`GET /tickets/${ticket}`)).state === 'solved')
      await prod.ben.must(`POST /tickets/${ticket}/close`)
      await refused(prod.ben, `POST /tickets/${ticket}/comments`, { text: 'It happened again.' }, 'ticket_closed', /\w/)
      await until('the provider\'s people have had letters', async () => letters.some((letter) => letter.includes('To: pat@north.example')))
    },
  },
]

function workerOf(appliance: Appliance): number {
  const children = readFileSync(`/proc/${appliance.process.pid}/task/${appliance.process.pid}/children`, 'utf8').trim().split(' ').map(Number)
  // By the file: the command line of Postgres names settings of workers too.
  const worker = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/worker.ts'))
  assert.ok(worker, 'no web worker was found')
  return worker
}
