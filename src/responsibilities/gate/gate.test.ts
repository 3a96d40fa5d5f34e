import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { claimIssuer, isGenuine, requireMandate, type Mandate } from '#kernel/mandate.ts'
import type { Risk } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { department, type Department } from '../../../test/responsibilities/department.ts'
import type { OperatorCaller } from '../context/index.ts'
import { openWindow, closeWindow } from '../access-windows/index.ts'
import { readEntries } from '../journal/index.ts'
import { inboxOf } from '../notices/index.ts'
import { restoreStanding, withdrawStanding, type Permission, type Waiting } from './index.ts'

let d: Department
let ann: OperatorCaller, dev: OperatorCaller, pat: OperatorCaller
const operation = (id: string, row: string, risk: Risk = 'routine') => {
  d.registry.set(id, { id, title: id, row, risk, steps: () => [{ id: 'run', about: id, run: async () => null }] })
  return { id, summary: id, row, risk }
}
const isMandate = (permission: Permission): permission is Mandate => isGenuine(permission)
const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code && error.status === 403
const page = { offset: 0, limit: 50, includeTotals: false }

before(async () => {
  d = await department()
  ann = await d.person('ann', 'subscriber', ['infrastructure_engineer'])
  dev = await d.person('dev', 'subscriber', ['developer'])
  pat = await d.person('pat', 'provider', ['customer_success_engineer'])
})
after(() => d.close())

describe('mandates', () => {
  it('are issued by the gate alone', () => {
    assert.throws(() => claimIssuer(), /gate alone/)
  })
  it('cannot be copied, cast or used for another operation', async () => {
    const given = await d.gate.permit(ann, operation('monitor', 'monitoring'), {})
    assert.ok(isMandate(given))
    assert.ok(requireMandate(given, 'monitor'))
    assert.throws(() => requireMandate({ ...given }, 'monitor'), /did not issue/)
    assert.throws(() => requireMandate(given, 'backups.delete'), /for monitor/)
    assert.throws(() => ((given as { operation: string }).operation = 'other'), TypeError)
  })
})

describe('two parties', () => {
  it('R may; the other party may not, and is told who may and how to ask', async () => {
    assert.ok(isMandate(await d.gate.permit(ann, operation('alerts.update', 'monitoring'), {})))
    await assert.rejects(d.gate.permit(pat, operation('alerts.update', 'monitoring'), {}), (error) => {
      assert.ok(refused('not_responsible')(error))
      const { message, options } = error as Problem
      assert.match(message, /row "monitoring" \(Monitoring\) is done by Subscriber \(subscriber\)\. You act for Provider \(provider\).*bailiwick tasks propose alerts\.update/)
      assert.equal(options.extra?.['row'], 'monitoring')
      return true
    })
    const { items } = await readEntries(d.office, { kind: 'operation.refused', offset: 0, limit: 1 })
    assert.deepEqual(items[0]?.data, { code: 'not_responsible', party: 'provider' })
  })

  it('the job role that the matrix names is needed', async () => {
    const remote = operation('remote-access.configure', 'prepare-infrastructure')
    assert.ok(isMandate(await d.gate.permit(ann, remote, {})))
    await assert.rejects(d.gate.permit(dev, remote, {}), /without the job role/)
  })

  it('the provider comes in only through a window that covers the row', async () => {
    const resolve = operation('tickets.resolve', 'issue-resolution')
    await assert.rejects(d.gate.permit(pat, resolve, {}), refused('no_access_window'))
    const window = await openWindow(d.office, ann, { rows: ['updates'], reason: 'other' })
    await assert.rejects(d.gate.permit(pat, resolve, {}), refused('no_access_window'))
    const right = await openWindow(d.office, ann, { rows: ['issue-resolution'], reason: 'look' })
    const given = await d.gate.permit(pat, resolve, {})
    assert.ok(isMandate(given) && given.window === right.id)
    d.t.clock.advance(3600)
    await assert.rejects(d.gate.permit(pat, resolve, {}), refused('no_access_window'))
    await closeWindow(d.office, ann, window.id).catch(() => {})
  })

  it('what has no row runs with its reason; what says nothing does not run', async () => {
    const given = await d.gate.permit(pat, { id: 'raci.show', summary: '', row: { none: 'Everybody may read the division of work.' } }, {})
    assert.ok(isMandate(given) && given.basis === 'none' && given.reason === 'Everybody may read the division of work.')
    await assert.rejects(d.gate.permit(ann, { id: 'forgotten', summary: '' }, {}), refused('no_row'))
    await assert.rejects(d.gate.permit(ann, { id: 'mistyped', summary: '', row: 'monitorign' }, {}), refused('row_unknown'))
  })

  it('disruptive work of one who answers for it takes a typed confirmation, and tells the informed at start and end', async () => {
    const drain = operation('health-key.replace', 'monitoring', 'disruptive')
    await assert.rejects(d.gate.permit(ann, drain, {}), (error) => error instanceof Problem && error.code === 'confirmation_required' && error.options.extra?.['confirmation'] === 'health-key.replace')
    await assert.rejects(d.gate.permit(ann, drain, { confirmation: 'yes' }), { code: 'confirmation_wrong' })
    const given = await d.gate.permit(ann, drain, { confirmation: 'health-key.replace' })
    assert.ok(isMandate(given) && given.basis === 'confirmed')
    await d.gate.settle(given, ann, { ok: true })
    const told = (await inboxOf(d.office, pat.person!.id, page)).items.filter(({ subject }) => subject === 'operation:health-key.replace')
    assert.deepEqual(told.map(({ kind }) => kind).sort(), ['operation.begun', 'operation.done'])
  })

  it('where another party is to be asked it waits, even for one who answers for it', async () => {
    const waiting = await d.gate.permit(ann, operation('settings.update', 'configure', 'disruptive'), { input: { a: 1 }, confirmation: 'settings.update' })
    assert.ok('waiting' in waiting)
    assert.match((waiting as Waiting).sentence, /Provider \(provider\) is asked first/)
  })

  it('an application never signs off: its disruptive work waits for a person', async () => {
    const waiting = await d.gate.permit({ party: 'subscriber', roles: [], client: 'm2m' }, operation('alerts.drop', 'monitoring', 'disruptive'), { confirmation: 'alerts.drop' })
    assert.match((waiting as Waiting).sentence, /has to sign it off/)
  })

  it('a row that nobody answers for runs nothing that needs a sign-off', async () => {
    await openWindow(d.office, ann, { rows: ['restore-data'], reason: 'restore' })
    await assert.rejects(d.gate.permit(pat, operation('backups.restore', 'restore-data', 'destructive'), {}), refused('nobody_accountable'))
  })

  it('conditional letters fire on failure only', async () => {
    const backup = operation('backup-role.assign', 'backing-up')
    const given = await d.gate.permit(ann, backup, {})
    assert.ok(isMandate(given))
    const about = async () => (await inboxOf(d.office, pat.person!.id, page)).items.filter(({ subject }) => subject === 'operation:backup-role.assign').length
    await d.gate.settle(given, ann, { ok: true })
    assert.equal(await about(), 0)
    await d.gate.settle(given, ann, { ok: false, error: 'the disk is full' })
    assert.equal(await about(), 1)
  })

  it('the standing sign-off can be withdrawn by who gave it, and given again', async () => {
    const import_ = operation('users.import', 'user-migration')
    await assert.rejects(withdrawStanding(d.office, pat, 'user-migration', 'no'), refused('not_accountable'))
    await withdrawStanding(d.office, ann, 'user-migration', 'audit')
    assert.ok('waiting' in (await d.gate.permit(ann, import_, {})))
    await restoreStanding(d.office, ann, 'user-migration')
    assert.ok(isMandate(await d.gate.permit(ann, import_, {})))
  })

  it('gates: measured and met, measured and closed, not measurable, failing to measure', async () => {
    const create = operation('backups.create', 'backing-up')
    const run = () => d.gate.permit(ann, create, {})
    d.measures['backup-device-ready'] = async () => ({ met: true, sentence: 'There are 80 GB free.' })
    assert.ok(isMandate(await run()))
    d.measures['backup-device-ready'] = async () => undefined
    assert.ok('waiting' in (await run()), 'a person has to vouch, on a task')
    const submit = operation('checklists.submit', 'prepare-infrastructure')
    await assert.rejects(d.gate.permit(ann, submit, {}), (error) => error instanceof Problem && error.status === 409 && error.code === 'gate_closed' && /cannot measure this yet/.test(error.message))
    d.measures['requirements-met'] = async () => ({ met: false, sentence: 'Node n1 has 4 GB.' })
    await assert.rejects(d.gate.permit(ann, submit, {}), /Node n1 has 4 GB\. Run the preflight/)
    d.measures['requirements-met'] = () => Promise.reject(new Error('n1 does not answer'))
    await assert.rejects(d.gate.permit(ann, submit, {}), /could not be measured: n1 does not answer/)
  })

  it('with duties separated nobody confirms alone', async () => {
    d.set('responsibilities.separation', 'required')
    const waiting = await d.gate.permit(ann, operation('health-key.replace', 'monitoring', 'disruptive'), { confirmation: 'health-key.replace' })
    assert.ok('waiting' in waiting)
    d.set('responsibilities.separation', 'off')
  })
})

describe('one organisation that is both parties', () => {
  before(() => d.set('responsibilities.parties', 'single'))
  it('nobody is held up by letters, roles or windows; disruptive work takes a typed confirmation', async () => {
    assert.ok(isMandate(await d.gate.permit(dev, operation('remote-access.configure', 'prepare-infrastructure'), {})))
    assert.ok(isMandate(await d.gate.permit(dev, operation('tickets.resolve', 'issue-resolution'), {})))
    const change = operation('settings.update', 'configure', 'disruptive')
    await assert.rejects(d.gate.permit(dev, change, {}), { code: 'confirmation_required' })
    assert.ok(isMandate(await d.gate.permit(dev, change, { confirmation: 'settings.update' })))
  })
  it('a second person is needed only where separation is required', async () => {
    d.set('responsibilities.separation', 'required')
    assert.ok('waiting' in (await d.gate.permit(dev, operation('settings.update', 'configure', 'disruptive'), { confirmation: 'settings.update' })))
    d.set('responsibilities.separation', 'off')
  })
})
