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
