import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { job } from '#kernel/job.ts'
import { quietLogger } from '#platform/log/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { startJobs } from './index.ts'

let t: TestContext
before(async () => { t = await testContext() })
after(() => t.close())

const runnerOf = (run: () => Promise<string>, every = 3600) =>
  startJobs({ jobs: [job({ id: `test.${every}`, about: '', every, where: 'one', run })], context: { db: t.process.db, log: quietLogger } })

test('ten nodes look at once: the job runs once', async () => {
  let runs = 0
  const runners = Array.from({ length: 10 }, () => runnerOf(async () => `run ${(runs += 1)}`))
  await Promise.all(runners.map((runner) => runner.runDue()))
  await Promise.all(runners.map((runner) => runner.stop()))
  assert.equal(runs, 1)
  const [row] = await t.process.db.rows<{ ok: boolean; outcome: string }>("SELECT ok, outcome FROM job_runs WHERE job = 'test.3600'")
  assert.deepEqual(row, { ok: true, outcome: 'run 1' })
})

test('a failing job is recorded with its sentence and does not stop the others', async () => {
  const failing = runnerOf(async () => { throw new Error('The disk is full.') }, 7200)
  await failing.runDue()
  await failing.stop()
  const [row] = await t.process.db.rows<{ ok: boolean; outcome: string }>("SELECT ok, outcome FROM job_runs WHERE job = 'test.7200'")
  assert.deepEqual(row, { ok: false, outcome: 'The disk is full.' })
})

test('nobody asks the database for what cannot be due; who saw another node run it waits for the rest of its time', async () => {
  let asked = 0
  const db = { ...t.process.db, execute: (...given: Parameters<typeof t.process.db.execute>) => ((asked += 1), t.process.db.execute(...given)) }
  const [first, second] = [1, 2].map(() => startJobs({ jobs: [job({ id: 'test.asked', about: '', every: 3600, where: 'one', run: async () => 'done' })], context: { db, log: quietLogger } }))
  await first!.runDue()
  asked = 0
  await first!.runDue()
  assert.equal(asked, 0, 'it ran here')
  await second!.runDue()
  assert.equal(asked, 1, 'a claim in vain')
  await second!.runDue()
  assert.equal(asked, 1, 'and no other')
  await t.process.db.execute("UPDATE job_runs SET started_at = now() - interval '2 hours' WHERE job = 'test.asked'")
  const third = startJobs({ jobs: [job({ id: 'test.asked', about: '', every: 3600, where: 'one', run: async () => 'again' })], context: { db, log: quietLogger } })
  await third.runDue()
  assert.equal((await t.process.db.one<{ outcome: string }>("SELECT outcome FROM job_runs WHERE job = 'test.asked'")).outcome, 'again')
  await Promise.all([first, second, third].map((runner) => runner!.stop()))
})
