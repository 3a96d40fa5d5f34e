import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Mandate } from '#kernel/mandate.ts'
import { department, type Department } from '../../../test/responsibilities/department.ts'
import type { OperatorCaller } from '../context/index.ts'
import { closeWindow, openWindow } from '../access-windows/index.ts'
import { readEntries, verifyJournal } from '../journal/index.ts'
import { localCaller } from '../parties/index.ts'
import { inboxOf } from '../notices/index.ts'
import { findTask, presentTask, taskJobs, type TaskOperation, type TaskStep } from './index.ts'

let d: Department
let ann: OperatorCaller, ben: OperatorCaller, pat: OperatorCaller
let did: string[] = []
const page = { offset: 0, limit: 100, includeTotals: false }
const step = (id: string, over: Partial<TaskStep> = {}): TaskStep => ({ id, about: `Do ${id}`, run: async ({ mandate }) => (did.push(`${id} ${mandate.basis}`), { id }), undo: async () => void did.push(`undo ${id}`), ...over })
const register = (id: string, row: string, steps: TaskStep[], over: Partial<TaskOperation> = {}) =>
  d.registry.set(id, { id, title: `Title of ${id}`, row, risk: 'disruptive', steps: () => steps, show: () => ({ shown: true }), ...over })

before(async () => {
  d = await department()
  ann = await d.person('ann', 'subscriber', ['infrastructure_engineer'])
  ben = await d.person('ben', 'subscriber')
  pat = await d.person('pat', 'provider', ['customer_success_engineer'])
  register('settings.update', 'configure', [step('one'), step('two')])
  register('health-key.replace', 'monitoring', [step('swap')])
})
after(async () => {
  await d.tasks.idle()
  await d.close()
})

const propose = async (operation = 'health-key.replace', caller = ann, input: unknown = { a: 1 }) => (did = [], d.tasks.propose(caller, { operation, input }))
const approve = async (id: string, caller: OperatorCaller) => d.tasks.approve(caller, id, { plan: (await findTask(d.office, id)).plan_digest, confirmation: (await findTask(d.office, id)).operation })
const run = async (id: string, caller = ann) => (await d.tasks.run(caller, id)).finished
const state = async (id: string) => (await findTask(d.office, id)).state

describe('the whole way', () => {
  it('proposed, consulted, approved, running, done; everyone is asked and told in turn', async () => {
    const task = await propose('settings.update')
    assert.equal(task.state, 'proposed')
    await assert.rejects(approve(task.id, ben), { code: 'consultation_open' })
    const [question] = (await presentTask(d.office, task)).consultations
    await assert.rejects(d.tasks.answer(ben, question!.id, 'fine by me'), { code: 'not_consulted' })
    assert.equal((await d.tasks.answer(pat, question!.id, 'Do it at night.')).state, 'consulted')
    await assert.rejects(approve(task.id, pat), { code: 'not_accountable' })
    assert.equal((await presentTask(d.office, await findTask(d.office, task.id))).next?.what, 'sign off')
    assert.equal((await approve(task.id, ben)).state, 'approved')
    await assert.rejects(run(task.id, pat), { code: 'not_responsible' })
    const done = await run(task.id)
    assert.equal(done.state, 'done')
    assert.deepEqual(did, ['one signed-off', 'two signed-off'])
    const view = await presentTask(d.office, done)
    assert.deepEqual(view.steps.map((each) => [each.step, each.state, each.attempts, each.result]), [['one', 'done', 1, { id: 'one' }], ['two', 'done', 1, { id: 'two' }]])
    assert.equal(view.signed_off_by, `person:${ben.person!.id}`)
    const kinds = (await readEntries(d.office, { subject: `task:${task.id}`, offset: 0, limit: 50 })).items.map(({ kind }) => kind).reverse()
    assert.deepEqual(kinds, ['task.proposed', 'consultation.asked', 'consultation.answered', 'task.signed-off', 'task.begun', 'operation.done'])
    assert.ok((await inboxOf(d.office, pat.person!.id, page)).items.some(({ kind, subject }) => kind === 'consultation.asked' && subject === `task:${task.id}`))
  })

  it('the input is kept sealed and shown without its secrets', async () => {
    const task = await propose('settings.update', ann, { password: 'hunter2' })
    const row = await d.office.db.one<Record<string, unknown>>('SELECT input_sealed::text AS sealed, input_shown FROM tasks WHERE id = $1', [task.id])
    assert.equal(JSON.stringify(row).includes('hunter2'), false)
    assert.deepEqual(row['input_shown'], { shown: true })
    assert.equal(JSON.stringify(await presentTask(d.office, task)).includes('hunter2'), false)
  })

  it('the informed are told at start and end; of a failure, those with a conditional letter too', async () => {
    const task = await propose()
    await approve(task.id, ben)
    await run(task.id)
    const told = (await inboxOf(d.office, pat.person!.id, page)).items.filter(({ subject }) => subject === `task:${task.id}`).map(({ kind }) => kind)
    assert.deepEqual(told.sort(), ['operation.done', 'task.begun'])
    register('backups.delete', 'backing-up', [step('drop', { run: () => Promise.reject(new Error('the disk is gone')) })])
    const failing = await propose('backups.delete')
    await approve(failing.id, ben)
    const failed = await run(failing.id)
    assert.deepEqual([failed.state, failed.outcome], ['failed', '"Do drop" failed: the disk is gone'])
    const issue = (await inboxOf(d.office, pat.person!.id, page)).items.filter(({ subject }) => subject === `task:${failing.id}`)
    assert.deepEqual(issue.map(({ kind }) => kind), ['operation.failed'])
  })
})

describe('sign-offs', () => {
  it('of one\'s own proposal take a typed confirmation, and are refused where duties are separated', async () => {
    const task = await propose()
    await assert.rejects(d.tasks.approve(ann, task.id, { plan: task.plan_digest }), { code: 'confirmation_required' })
    d.set('responsibilities.separation', 'required')
    await assert.rejects(approve(task.id, ann), { code: 'self_approval' })
    await assert.rejects(approve(task.id, localCaller('root')), { code: 'person_needed' })
    d.set('responsibilities.separation', 'off')
    assert.equal((await approve(task.id, ann)).state, 'approved')
    await assert.rejects(approve(task.id, ben), { code: 'task_state' })
  })

  it('fit one plan only: a changed plan, input or world makes them stale', async () => {
    let build = '1.1'
    register('moving', 'monitoring', [step('go')], { facts: async () => ({ build }) })
    const task = await propose('moving')
    await assert.rejects(d.tasks.approve(ben, task.id, { plan: 'another' }), { code: 'stale_plan' })
    build = '1.2'
    await assert.rejects(approve(task.id, ben), { code: 'stale_plan' })
    await d.tasks.replan(ann, task.id)
    await approve(task.id, ben)
    build = '1.3'
    await assert.rejects(run(task.id), { code: 'stale_plan' })
    assert.deepEqual(did, [])
    assert.equal((await d.tasks.replan(ann, task.id, { a: 2 })).state, 'consulted')
    await assert.rejects(d.tasks.replan(ben, task.id, { a: 3 }), { code: 'not_proposer' })
    assert.equal((await findTask(d.office, task.id)).signed_off_by, null)
  })

  it('are a person\'s', async () => {
    const task = await propose()
    await assert.rejects(approve(task.id, { party: 'subscriber', roles: [], client: 'm2m' }), { code: 'person_needed' })
  })

  it('of two at once, one counts; and it is run once however many ask', async () => {
    const task = await propose()
    const signed = await Promise.allSettled([approve(task.id, ann), approve(task.id, ben)])
    assert.equal(signed.filter(({ status }) => status === 'fulfilled').length, 1)
    const other = d.another()
    const runs = await Promise.allSettled([d.tasks.run(ann, task.id), d.tasks.run(ben, task.id), other.tasks.run(ann, task.id)])
    assert.equal(runs.filter(({ status }) => status === 'fulfilled').length, 1)
    await Promise.all([d.tasks.idle(), other.tasks.idle()])
    assert.deepEqual(did, ['swap signed-off'])
  })

  it('a task keeps the version of the matrix that it started under', async () => {
    const task = await propose()
    const { matrix } = await d.office.db.one<{ matrix: string }>('SELECT matrix FROM raci_versions WHERE version = 1')
    const swapped = JSON.parse(matrix) as { id: string; provider: unknown; subscriber: unknown }[]
    const row = swapped.find(({ id }) => id === 'monitoring')!
    ;[row.provider, row.subscriber] = [row.subscriber, row.provider]
    await d.office.db.execute("INSERT INTO raci_versions VALUES (2, $1, 'x', '', 'test', now(), now())", [JSON.stringify(swapped)])
    try {
      await approve(task.id, ben)
      assert.equal((await run(task.id)).state, 'done')
      await assert.rejects(d.gate.permit(ann, { id: 'health-key.replace', summary: '', row: 'monitoring', risk: 'disruptive' }, {}), { code: 'not_responsible' })
    } finally {
      await d.office.db.execute("UPDATE raci_versions SET effective_at = NULL WHERE version = 2")
    }
  })
})

describe('consultations', () => {
  it('are waived by who is accountable, with a reason', async () => {
    const task = await propose('settings.update')
    const [question] = (await presentTask(d.office, task)).consultations
    await assert.rejects(d.tasks.waive(pat, task.id, question!.id, 'no need'), { code: 'not_accountable' })
    await assert.rejects(d.tasks.waive(ben, task.id, question!.id, ' '), { code: 'reason_missing' })
    assert.equal((await d.tasks.waive(ben, task.id, question!.id, 'The provider is asleep.')).state, 'consulted')
    await assert.rejects(d.tasks.answer(pat, question!.id, 'late'), { code: 'consultation_over' })
  })

  it('lapse at their deadline, and tasks expire at theirs', async () => {
    const task = await propose('settings.update')
    const jobs = taskJobs(d.tasks)
    assert.equal(await jobs[0]!.run(d.office), 'No deadline was due.')
    d.t.clock.advance(24 * 3600)
    await jobs[0]!.run(d.office)
    assert.equal(await state(task.id), 'consulted')
    d.t.clock.advance(6 * 24 * 3600)
    await jobs[0]!.run(d.office)
    assert.equal(await state(task.id), 'expired')
    await assert.rejects(approve(task.id, ben), { code: 'task_state' })
  })

  it('an issue raised on the thread reaches those whose letter is conditional', async () => {
    register('users.import', 'user-migration', [step('import')])
    const task = await propose('users.import')
    await d.tasks.comment(ann, task.id, 'just a word')
    const told = async () => (await inboxOf(d.office, pat.person!.id, page)).items.filter(({ subject, kind }) => subject === `task:${task.id}` && kind === 'task.issue').length
    assert.equal(await told(), 0)
    await d.tasks.comment(ann, task.id, 'Half of the file is rejected.', true)
    assert.ok((await told()) > 0)
    assert.deepEqual((await presentTask(d.office, task)).thread.map(({ issue }) => issue), [false, true])
  })
})

describe('gates', () => {
  it('a person\'s word opens what cannot be measured, of the right party, and ages', async () => {
    register('updates.rollback', 'updates', [step('back')])
    const task = await propose('updates.rollback', pat)
    await approve(task.id, ann)
    await assert.rejects(run(task.id, pat), { code: 'no_access_window' })
    const window = await openWindow(d.office, ann, { rows: ['updates'], reason: 'rollback', to: new Date(d.t.clock.now().getTime() + 3 * 3600_000) })
    await assert.rejects(run(task.id, pat), /Nobody has vouched/)
    await d.tasks.vouch(pat, task.id, 'snapshot-or-backup', 'Snapshots of last night exist.')
    await assert.rejects(d.tasks.vouch(pat, task.id, 'subscriber-present', 'They are.'), { code: 'wrong_party' })
    await assert.rejects(d.tasks.vouch(ann, task.id, 'access-window-open', 'It is.'), { code: 'gate_measured' })
    await assert.rejects(d.tasks.vouch(ann, task.id, 'moon-full', 'It is.'), { code: 'gate_unknown' })
    await d.tasks.vouch(ann, task.id, 'subscriber-present', 'I am here.')
    d.t.clock.advance(601)
    await assert.rejects(run(task.id, pat), /minutes old and counts for 10/)
    await d.tasks.vouch(ann, task.id, 'subscriber-present', 'Still here.')
    assert.equal((await run(task.id, pat)).state, 'done')
    await closeWindow(d.office, ann, window.id)
  })
})

describe('stops and returns', () => {
  it('declined by who is accountable, withdrawn by who proposed', async () => {
    const [first, second] = [await propose('health-key.replace', pat), await propose('health-key.replace', pat)]
    await assert.rejects(d.tasks.decline(pat, (await propose()).id, 'no'), { code: 'not_accountable' })
    assert.equal((await d.tasks.decline(ben, first.id, 'not now')).outcome, 'declined: not now')
    assert.equal((await d.tasks.decline(pat, second.id, 'mistake')).outcome, 'withdrawn: mistake')
    await assert.rejects(d.tasks.run(ann, first.id), { code: 'not_approved' })
  })

  it('undone in reverse, if every step knows how', async () => {
    register('two-steps', 'monitoring', [step('first'), step('second')])
    const task = await propose('two-steps')
    await approve(task.id, ben)
    await run(task.id)
    assert.equal((await d.tasks.undo(ann, task.id)).state, 'undone')
    assert.deepEqual(did.slice(2), ['undo second', 'undo first'])
    const { undo: _undo, ...once } = step('final')
    register('no-way-back', 'monitoring', [once])
    const stuck = await propose('no-way-back')
    await approve(stuck.id, ben)
    await run(stuck.id)
    await assert.rejects(d.tasks.undo(ann, stuck.id), { code: 'cannot_undo' })
  })
})

describe('a process that dies', () => {
  /** A run whose second step never ends here, as if the process had been killed in it. */
  async function interrupted(name: string, over: Partial<TaskStep> = {}) {
    let begun = () => {}
    const reached = new Promise<void>((resolve) => (begun = resolve))
    let dead = true
    register(name, 'monitoring', [step('first'), step('second', { run: async () => (dead ? (begun(), new Promise(() => {})) : (did.push('second again'), 'late')), ...over }), step('third')])
    const task = await propose(name)
    await approve(task.id, ben)
    void d.another().tasks.run(ann, task.id)
    await reached
    dead = false
    return task.id
  }

  it('another goes on with the first step that is not done, after the lease, once', async () => {
    const id = await interrupted('long')
    assert.deepEqual(await d.tasks.resume(), [], 'the lease has not run out')
    d.t.clock.advance(31)
    const outcomes = (await Promise.all([d.tasks.resume(), d.another().tasks.resume()])).flat()
    assert.deepEqual(outcomes.map((task) => task.state), ['done'])
    assert.deepEqual(did, ['first signed-off', 'second again', 'third signed-off'])
    assert.deepEqual((await presentTask(d.office, await findTask(d.office, id))).steps.map(({ attempts }) => attempts), [1, 2, 1])
  })

  it('a step that must not be repeated fails the task instead', async () => {
    const id = await interrupted('fragile', { once: true })
    d.t.clock.advance(31)
    const [task] = await d.tasks.resume()
    assert.equal(task?.id, id)
    assert.equal(task?.state, 'failed')
    assert.match(task?.outcome ?? '', /must not be repeated/)
  })

  it('a runner who may no longer run it does not go on', async () => {
    const id = await interrupted('revoked')
    await d.office.db.execute("UPDATE persons SET party = 'provider' WHERE id = $1", [ann.person!.id])
    d.t.clock.advance(31)
    const [task] = await d.tasks.resume()
    await d.office.db.execute("UPDATE persons SET party = 'subscriber' WHERE id = $1", [ann.person!.id])
    assert.equal(task?.id, id)
    assert.equal(task?.state, 'failed')
    assert.match(task?.outcome ?? '', /could not go on: The row "monitoring"/)
  })
})

it('mandates reach the steps, and the journal is whole after all of this', async () => {
  let seen: Mandate | undefined
  register('seeing', 'monitoring', [step('look', { run: async ({ mandate }) => void (seen = mandate) })])
  const task = await propose('seeing')
  await approve(task.id, ben)
  await run(task.id)
  assert.deepEqual([seen?.operation, seen?.task, seen?.basis], ['seeing', task.id, 'signed-off'])
  const verdict = await verifyJournal(d.office)
  assert.ok(verdict.ok, verdict.sentence)
})
