/** Running: one process at a time holds the lease; each step is recorded before it begins and after it has ended. */
import type { Mandate } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { tellInformed, type Gate } from '../gate/index.ts'
import { appendEntry } from '../journal/index.ts'
import { callerOfPerson } from '../parties/index.ts'
import { digestOf, openInput, operationOf, planOf, type Registry } from './desk.ts'
import { findTask } from './find.ts'
import { rowOf } from './signing.ts'
import type { TaskStep, Work } from './task-operation.ts'
import { beginStep, endStep, insertSteps, moveTask, renewLease, startRun, stepRows, takeOver, type TaskRow } from './tasks.store.ts'

const leaseMs = 30_000

class LeaseLost extends Error {}

export function createRunning({ office, registry, gate }: { office: Office; registry: Registry; gate: Gate }) {
  const runner = `run_${office.random.hex(16)}`
  const under = new Set<Promise<TaskRow>>()
  const lease = () => new Date(office.clock.now().getTime() + leaseMs)

  const track = (work: Promise<TaskRow>): Promise<TaskRow> => {
    under.add(work)
    const forget = () => void under.delete(work)
    work.then(forget, forget)
    return work
  }

  /** Steps in order, beginning with the first that is not done. */
  const carryOut = async (task: TaskRow, caller: OperatorCaller, mandate: Mandate): Promise<TaskRow> => {
    const timer = setInterval(() => void renewLease(office.db, task.id, runner, lease()).catch(() => {}), leaseMs / 3)
    timer.unref()
    try {
      const input = openInput(office, task)
      const steps = operationOf(registry, task.operation).steps(input)
      const results: Record<string, unknown> = {}
      for (const row of await stepRows(office.db, task.id)) {
        if (row.state === 'done') {
          results[row.step] = row.result
          continue
        }
        const step = steps.find(({ id }) => id === row.step)
        if (!step) return await finish(task, caller, mandate, `The step "${row.step}" of the plan does not exist in this version of the appliance.`)
        if (row.state === 'running' && step.once) {
          const error = `"${row.about}" was interrupted and must not be repeated; find out how far it came.`
          await endStep(office.db, task.id, row.position, 'failed', { error }, office.clock.now())
          return await finish(task, caller, mandate, error)
        }
        if (!(await renewLease(office.db, task.id, runner, lease()))) throw new LeaseLost()
        const error = await attempt(step, row.position, { office, input, mandate, caller, task: task.id, results }, results)
        if (error !== undefined) return await finish(task, caller, mandate, `"${row.about}" failed: ${error}`)
      }
      return await finish(task, caller, mandate)
    } catch (error) {
      // Another process has taken over; what it does is recorded by it.
      if (error instanceof LeaseLost) return findTask(office, task.id)
      throw error
    } finally {
      clearInterval(timer)
    }
  }

  const attempt = async (step: TaskStep, position: number, work: Work, results: Record<string, unknown>): Promise<string | undefined> => {
    await beginStep(office.db, work.task, position, office.clock.now())
    try {
      const result = (await step.run(work)) ?? null
      results[step.id] = result
      await endStep(office.db, work.task, position, 'done', { result }, office.clock.now())
      return undefined
    } catch (failure) {
      const error = failure instanceof Error ? failure.message : String(failure)
      await endStep(office.db, work.task, position, 'failed', { error }, office.clock.now())
      office.log.warn('A step of a task failed.', { task: work.task, step: step.id, error: failure })
      return error
    }
  }

  const finish = async (task: TaskRow, caller: OperatorCaller, mandate: Mandate, error?: string): Promise<TaskRow> =>
    within(office, async (inner) => {
      const ended = await moveTask(inner.db, task.id, ['running'], error === undefined ? 'done' : 'failed', office.clock.now(), error ?? 'Every step was done.')
      if (!ended) throw new LeaseLost()
      await gate.settle(mandate, caller, error === undefined ? { ok: true } : { ok: false, error }, inner)
      return ended
    })

  return {
    /** Resolves when the run has begun; `finished` when it has ended. Refusals come before anything is changed. */
    async run(caller: OperatorCaller, id: string): Promise<{ task: TaskRow; finished: Promise<TaskRow> }> {
      const task = await findTask(office, id)
      if (task.state !== 'approved') throw new Problem(409, 'not_approved', `This task is ${task.state}; only an approved task can be run.`)
      const mandate = await gate.permitTask(caller, id, 'run')
      const input = openInput(office, task)
      const plan = await planOf(office, operationOf(registry, task.operation), input)
      if (digestOf(task.operation, input, plan, task.matrix_version) !== task.plan_digest) throw new Problem(409, 'stale_plan', 'What this task would do has changed since it was signed off; plan it again.')
      const started = await within(office, async (inner) => {
        const row = await startRun(inner.db, id, runner, caller, office.clock.now(), lease())
        if (!row) throw new Problem(409, 'not_approved', 'Somebody else has begun to run this task.')
        await insertSteps(inner.db, id, plan.steps)
        await appendEntry(inner, { kind: 'task.begun', actor: whoIs(caller), subject: `task:${id}`, data: { operation: task.operation, row: task.matrix_row, mandate: mandate.id, window: mandate.window } })
        await tellInformed(inner, caller, await rowOf(inner, task), { kind: 'task.begun', title: `Begun: ${task.title}`, text: `${task.title} (${task.operation}) has begun.`, mandate, issue: false })
        return row
      })
      return { task: started, finished: track(carryOut(started, caller, mandate)) }
    },

    /** Goes on with what a process that died was running. A runner who may no longer run it ends it as failed. */
    async resume(): Promise<TaskRow[]> {
      const taken = await takeOver(office.db, runner, office.clock.now(), lease())
      return Promise.all(taken.map(async (task) => {
        await appendEntry(office, { kind: 'task.resumed', actor: 'appliance', subject: `task:${task.id}` })
        try {
          const caller = await presentCaller(office, task.run_by!)
          return await track(carryOut(task, caller, await gate.permitTask(caller, task.id, 'resume')))
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          return within(office, async (inner) => {
            const failed = await moveTask(inner.db, task.id, ['running'], 'failed', office.clock.now(), `It was interrupted and could not go on: ${error.message}`)
            await appendEntry(inner, { kind: 'operation.failed', actor: 'appliance', subject: `task:${task.id}`, data: { operation: task.operation, row: task.matrix_row, error: error.message } })
            await tellInformed(inner, task.run_by!, await rowOf(inner, task), { kind: 'operation.failed', title: `Failed: ${task.title}`, text: error.message, mandate: { risk: task.risk, party: task.run_by!.party, task: task.id, operation: task.operation }, issue: true })
            return failed ?? task
          })
        }
      }))
    },

    /** Takes back what was done, last step first. Every step that was begun must know how. */
    async undo(caller: OperatorCaller, id: string): Promise<TaskRow> {
      const task = await findTask(office, id)
      if (task.state !== 'done' && task.state !== 'failed') throw new Problem(409, 'task_state', `This task is ${task.state}; there is nothing to undo.`)
      const steps = operationOf(registry, task.operation).steps(openInput(office, task))
      const begun = (await stepRows(office.db, id)).filter(({ state }) => state === 'done' || state === 'failed').reverse()
      const stuck = begun.find(({ step }) => !steps.find(({ id: known }) => known === step)?.undo)
      if (stuck) throw new Problem(409, 'cannot_undo', `"${stuck.about}" cannot be undone.`)
      const mandate = await gate.permitTask(caller, id, 'undo')
      const results = Object.fromEntries(begun.map(({ step, result }) => [step, result]))
      for (const row of begun) {
        await steps.find(({ id: known }) => known === row.step)!.undo!({ office, input: openInput(office, task), mandate, caller, task: id, results })
        await endStep(office.db, id, row.position, 'undone', {}, office.clock.now())
      }
      return within(office, async (inner) => {
        const undone = await moveTask(inner.db, id, ['done', 'failed'], 'undone', office.clock.now(), `Undone by ${whoIs(caller)}.`)
        if (!undone) throw new Problem(409, 'task_state', 'Somebody else has undone this task.')
        await appendEntry(inner, { kind: 'task.undone', actor: whoIs(caller), subject: `task:${id}`, data: { mandate: mandate.id } })
        await tellInformed(inner, caller, await rowOf(inner, task), { kind: 'task.undone', title: `Undone: ${task.title}`, text: `${task.title} (${task.operation}) was undone.`, mandate, issue: false })
        return undone
      })
    },

    /** Resolves when nothing runs here: for a clean stop, and for tests. */
    async idle(): Promise<void> {
      while (under.size > 0) await Promise.allSettled(under)
    },
  }
}

/** The runner as they are now: people leave, are blocked, and change roles. */
async function presentCaller(office: Office, caller: OperatorCaller): Promise<OperatorCaller> {
  if (!caller.person) return caller
  const present = await callerOfPerson(office, caller.person.userId)
  if (!present) throw new Problem(403, 'runner_gone', `${caller.person.name}, who began it, belongs to no party any more.`)
  return present
}
