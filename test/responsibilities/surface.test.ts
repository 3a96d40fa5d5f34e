/** What the configuration area publishes: every operation has a place in the matrix, answers as its schema says, and is reached by commands. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Compile, secret, Type } from '#kernel/schema.ts'
import { blot } from '#responsibilities/tasks/index.ts'
import { Problem } from '#kernel/problem.ts'
import { responsibilityCommands } from '#responsibilities/index.ts'
import { localCaller } from '#responsibilities/parties/index.ts'
import { rows } from '#responsibilities/matrix/index.ts'
import { localTerminal, runCli } from '#surfaces/cli/index.ts'
import { whole, type Whole } from './whole.ts'

let w: Whole
before(async () => { w = await whole({}) })
after(async () => {
  await w.responsibilities.tasks.idle()
  await w.close()
})
const local = localCaller('root')

/** Changing operations without a row: this list may only shrink. */
const rowless = [
  'access-windows.breakGlass', 'access-windows.close', 'access-windows.confirm', 'access-windows.request', 'access-windows.review',
  'checklists.accept', 'checklists.open', 'checklists.return', 'consultations.answer', 'consultations.waive',
  'engagement.reach', 'engagement.sign', 'handover.accept', 'journal.anchor', 'journal.check', 'notices.read', 'parties.adoptKey',
  'raci.propose', 'raci.sign', 'standing-signoffs.give', 'standing-signoffs.withdraw',
  'tasks.approve', 'tasks.comment', 'tasks.decline', 'tasks.plan', 'tasks.propose', 'tasks.run', 'tasks.undo', 'tasks.vouch',
  'tickets.attach', 'tickets.comment', 'tickets.raiseSeverity',
]

describe('operations', () => {
  it('each names a row that exists, or gives a reason and stands in the list above', () => {
    const operations = w.responsibilities.resources.flatMap((resource) => resource.operations)
    assert.ok(operations.length > 70, `${operations.length} operations`)
    for (const { id, row } of operations) if (typeof row === 'string') assert.ok(rows.some((each) => each.id === row), `${id}: ${row}`)
    assert.deepEqual(operations.filter(({ row, method }) => typeof row === 'object' && method !== 'GET').map(({ id }) => id).sort(), rowless)
  })

  it('no two share an id or a route', () => {
    const routes = w.responsibilities.resources.flatMap((resource) => resource.operations).map(({ method, path }) => `${method} ${path.replaceAll(/:[^/]+/g, ':')}`)
    assert.equal(new Set(routes).size, routes.length)
  })

  it('each read answers as its schema says', async () => {
    const { ask } = w
    await ask(local, 'tasks.propose', { body: { operation: 'handover.sign', reason: 'test', input: null } })
    await ask(local, 'tickets.open', { body: { subject: 'Help', kind: 'question', severity: 4, questionnaire: { description: 'How?' } } })
    await ask(local, 'checklists.open', { body: { kind: 'pre-installation' } })
    await ask(local, 'engagement.sign', { body: { signed_on: '2026-05-01' } })
    await ask(local, 'webhooks.create', { body: { party: 'subscriber', url: 'https://hook.example/' } })
    const queries: Record<string, Record<string, unknown>> = { 'notices.deliveries': { subject: 'handover' }, 'consultations.thread': { subject: 'handover' } }
    let looked = 0
    for (const operation of w.responsibilities.resources.flatMap((resource) => resource.operations)) {
      if (operation.method !== 'GET' || operation.path.includes(':')) continue
      const output = await ask(local, operation.id, { query: queries[operation.id] ?? {} })
      const items = operation.paging ? output.items : [output]
      for (const item of items) {
        const problems = Compile(operation.returns!).Errors(item)
        assert.deepEqual(problems, [], operation.id)
      }
      looked += 1
    }
    assert.ok(looked > 20)
  })

  it('a mandate for one operation does not open another', async () => {
    const show = w.responsibilities.operation('raci.show')
    const given = await w.responsibilities.gate.permit(local, w.responsibilities.operation('raci.lint'), {})
    assert.ok(!('waiting' in given))
    await assert.rejects(async () => show.run({} as never, { ...w.t.ctx, appliance: w.office.appliance, operator: local, mandate: given }), /mandate for raci\.lint/)
  })

  it('in the journal, a failure that is nobody\'s fault keeps its details to itself', async () => {
    await assert.rejects(w.ask(local, 'tickets.close', { params: { id: 'T-999' } }), { code: 'ticket_not_found' })
    const { items } = await w.ask(local, 'journal.list', { query: { kind: 'operation.failed' } })
    assert.equal(items[0].data.error, 'There is no such ticket.')
  })
})

describe('an API operation that waits runs as a task, with the mandate of the sign-off', () => {
  it('once, after the sign-off', async () => {
    w.set('responsibilities.parties', 'two')
    const ann = await w.person('ann', 'subscriber', ['infrastructure_engineer'])
    await w.ask(ann, 'standing-signoffs.withdraw', { params: { row: 'monitoring' }, query: { reason: 'audit' } })
    const { waiting } = await w.ask(ann, 'webhooks.create', { body: { party: 'subscriber', url: 'https://hook.example/later' } }, { confirmation: 'nothing' }).catch(async (error: unknown) => {
      // One who answers for the row themselves would confirm; an application has to wait.
      assert.ok(error instanceof Problem && error.code === 'confirmation_wrong')
      return w.ask({ party: 'subscriber', roles: [], client: 'm2m' }, 'webhooks.create', { body: { party: 'subscriber', url: 'https://hook.example/later' } })
    })
    const before = (await w.ask(ann, 'webhooks.list')).length
    const task = await w.ask(ann, 'tasks.get', { params: { id: waiting.task } })
    await w.ask(ann, 'tasks.approve', { params: { id: waiting.task }, body: { plan: task.plan_digest } })
    await w.ask(ann, 'tasks.run', { params: { id: waiting.task } })
    await w.responsibilities.tasks.idle()
    const done = await w.ask(ann, 'tasks.get', { params: { id: waiting.task } })
    assert.equal(done.state, 'done', done.outcome)
    assert.equal(done.steps[0].result.secret, '*****')
    assert.equal((await w.ask(ann, 'webhooks.list')).length, before + 1)
    await w.ask(ann, 'standing-signoffs.give', { params: { row: 'monitoring' } })
    w.set('responsibilities.parties', 'single')
  })
})

describe('what is proposed', () => {
  it('is checked like any request, since nobody checks it again', async () => {
    const propose = (operation: string, input: unknown) => w.ask(local, 'tasks.propose', { body: { operation, input } })
    await assert.rejects(propose('webhooks.create', { body: { party: 'subscriber', url: 'https://x.example/', admin: true } }), { code: 'invalid_input' })
    await assert.rejects(propose('webhooks.create', undefined), /cannot be proposed like this: body/)
    await assert.rejects(propose('webhooks.remove', { params: {} }), /the parameter "id" is missing/)
    const task = await propose('webhooks.create', { params: { __proto__: null, extra: 'x' }, body: { party: 'subscriber', url: 'https://x.example/' } })
    assert.deepEqual(task.input_shown, { params: {}, query: {}, body: { party: 'subscriber', url: 'https://x.example/' } })
  })

  it('is shown without what its schema marks as secret, wherever the mark stands', () => {
    const schema = Type.Object({ a: Type.Record(Type.String(), secret(Type.Unknown(), [])), b: Type.Object({ c: Type.Union([secret(Type.String(), []), Type.Null()]) }), d: Type.Array(Type.Object({ client_secret: Type.String() })), e: Type.String() })
    assert.deepEqual(blot(schema, { a: { x: { deep: 1 } }, b: { c: 'hidden' }, d: [{ client_secret: 's' }], e: 'shown' }), { a: { x: '*****' }, b: { c: '*****' }, d: [{ client_secret: '*****' }], e: 'shown' })
  })
})

describe('commands', () => {
  const cli = async (...argv: string[]) => {
    let out = ''
    let err = ''
    const console = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) }
    const commands = responsibilityCommands({
      terminal: localTerminal(console),
      common: [],
      open: async () => ({ perform: (operation, input, asked) => w.ask(local, operation, input, asked), close: async () => {} }),
    })
    const code = await runCli(commands, argv, {}, console, '1')
    return { code, out, err }
  }

  it('raci show, lint, export', async () => {
    assert.match((await cli('raci', 'show')).out, /configure +C +R \(A\) +Configuration/)
    assert.match((await cli('raci', 'lint')).out, /warning +restore-data +No A is written and no default applies/)
    assert.match((await cli('raci', 'export', '--format', 'csv')).out, /^row,group,task,Provider,Subscriber/)
    assert.equal(JSON.parse((await cli('raci', 'show', '--json')).out).rows.length, 26)
  })

  it('tasks: proposed, shown, signed off with the digest, run', async () => {
    const { id } = JSON.parse((await cli('tasks', 'propose', 'webhooks.create', '--input', '{"params":{},"query":{},"body":{"party":"subscriber","url":"https://hook.example/cli"}}', '--json')).out)
    assert.match((await cli('tasks', 'list')).out, new RegExp(`${id} +consulted +webhooks\\.create`))
    const shown = await cli('tasks', 'approve', id)
    assert.equal(shown.code, 1)
    const plan = /--plan ([0-9a-f]{64})/.exec(shown.out)![1]!
    assert.match((await cli('tasks', 'approve', id, '--plan', plan)).err, /type "webhooks\.create" to confirm/)
    assert.match((await cli('tasks', 'approve', id, '--plan', plan, '--confirm', 'webhooks.create')).out, /approved since/)
    assert.equal((await cli('tasks', 'run', id)).code, 0)
    await w.responsibilities.tasks.idle()
    assert.match((await cli('tasks', 'show', id)).out, /done +Add a webhook/)
  })

  it('refusals are one sentence and exit code 1; wrong usage is 64', async () => {
    const refused = await cli('access', 'request', 'updates', '--reason', 'x')
    assert.deepEqual([refused.code, refused.err.trim().split('\n').length], [1, 1])
    assert.match(refused.err, /One organisation holds both parties/)
    assert.equal((await cli('tasks', 'show')).code, 64)
    assert.equal((await cli('tasks', 'propose', 'x', '--input', '{')).code, 64)
    assert.equal((await cli('tasks', 'propose', 'no.such')).code, 1)
  })

  it('journal: verified, exported, anchored and checked', async () => {
    assert.match((await cli('journal', 'verify')).out, /The journal is whole/)
    const lines = (await cli('journal', 'export')).out.trim().split('\n')
    assert.equal(JSON.parse(lines[0]!).entry.seq, 1)
    const folder = await mkdtemp(join(tmpdir(), 'anchor-'))
    try {
      await writeFile(join(folder, 'anchor.json'), (await cli('journal', 'anchor')).out)
      assert.match((await cli('journal', 'check', '--anchor', join(folder, 'anchor.json'))).out, /contains what was anchored/)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
