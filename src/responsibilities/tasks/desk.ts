/** The desk that takes in what has to wait: plans it, asks those who are to be asked, and vouches to the gate for what was approved. */
import { Problem } from '#kernel/problem.ts'
import { isSingle, nameOf, whoIs, within, type Office } from '../context/index.ts'
import { ask } from '../consultations/index.ts'
import { examine, holderText, type Desk, type Evidence, type Measures, type Proposal } from '../gate/index.ts'
import { appendEntry } from '../journal/index.ts'
import { accountableOf, consultedOf, currentMatrix, holdersOf, requireRow, type Row } from '../matrix/index.ts'
import { inform } from '../notices/index.ts'
import { canonical, fingerprint } from '../seals/index.ts'
import type { TaskOperation } from './task-operation.ts'
import { consultationHours, taskDays } from './tasks.settings.ts'
import { insertTask, taskById, vouchedRows, type Plan, type TaskRow, type TaskState } from './tasks.store.ts'

export type Registry = ReadonlyMap<string, TaskOperation>

export function operationOf(registry: Registry, id: string): TaskOperation {
  const found = registry.get(id)
  if (!found) throw new Problem(404, 'operation_unknown', `There is no operation "${id}" that can run as a task.`)
  return found
}

export async function planOf(office: Office, operation: TaskOperation, input: unknown): Promise<Plan> {
  const steps = operation.steps(input).map(({ id, about }) => ({ id, about }))
  return { steps, facts: (await operation.facts?.(office, input)) ?? {} }
}

/** What a sign-off is for: the operation, every bit of its input, the steps, and the facts. */
export const digestOf = (operation: string, input: unknown, plan: Plan, matrixVersion: number): string =>
  fingerprint(canonical({ operation, input: fingerprint(canonical(input ?? null)), plan, matrixVersion }))

export const sealInput = ({ secrets }: Office, input: unknown): Buffer => secrets.seal(JSON.stringify(input ?? null))
export const openInput = ({ secrets }: Office, task: TaskRow): unknown => JSON.parse(secrets.open(task.input_sealed))

export function createDesk({ office, registry, measures }: { office: Office; registry: Registry; measures: Measures }): Desk & { add(proposal: Proposal): Promise<TaskRow> } {
  const add = async ({ caller, operation: id, input: given, reason, ticket }: Proposal): Promise<TaskRow> => {
    const operation = operationOf(registry, id)
    const input = operation.accept ? operation.accept(given) : given
    const matrix = await currentMatrix(office)
    const row = requireRow(matrix, operation.row)
    const plan = await planOf(office, operation, input)
    const party = holdersOf(row, 'R').some((holder) => holder.party === caller.party) ? caller.party : holdersOf(row, 'R')[0]!.party
    const evidence = await examine(office, measures, row, { operation: id, input, row: row.id, party, routine: operation.risk === 'routine' })
    return within(office, async (inner) => {
      const now = office.clock.now()
      const asked = isSingle(office) ? [] : consultedOf(row).filter((holder) => holder.party !== caller.party)
      const state: TaskState = asked.length > 0 ? 'proposed' : 'consulted'
      const task = await insertTask(inner.db, {
        id: `tsk_${office.random.hex(16)}`, operation: id, title: operation.title, matrix_version: matrix.version, matrix_row: row.id, risk: operation.risk, state,
        proposed_by: whoIs(caller), proposed_party: caller.party, reason: reason ?? null, ticket: ticket ?? null,
        input_sealed: sealInput(office, input), input_shown: (operation.show ?? ((each: unknown) => each))(input) ?? null,
        plan, plan_digest: digestOf(id, input, plan, matrix.version), evidence, created_at: now, state_since: now,
        expires_at: new Date(now.getTime() + office.settings.get(taskDays) * 86_400_000),
      })
      const subject = `task:${task.id}`
      await appendEntry(inner, { kind: 'task.proposed', actor: whoIs(caller), subject, data: { operation: id, row: row.id, matrix: matrix.version, risk: operation.risk, plan: task.plan_digest, reason, ticket } })
      const deadline = new Date(now.getTime() + office.settings.get(consultationHours) * 3600_000)
      for (const holder of asked) {
        await ask(inner, caller, { subject, path: `/tasks/${task.id}`, holder, deadline, row: row.id, question: `${nameOf(office, caller.party)} wants to do this: ${operation.title} (${id}).${reason ? ` Reason: ${reason}` : ''}` })
      }
      if (state === 'consulted') await askForSignOff(inner, row, task)
      return task
    })
  }
  return {
    add,
    async propose(proposal) {
      const task = await add(proposal)
      const row = requireRow(await currentMatrix(office), task.matrix_row)
      return { id: task.id, waitsFor: task.state === 'proposed' ? `${holderText(office, consultedOf(row))} is asked first.` : `${isSingle(office) ? 'a person' : holderText(office, accountableOf(row))} has to sign it off.` }
    },
    async find(id) {
      const task = await taskById(office.db, id)
      return task && { ...task, input: openInput(office, task), vouched: await vouchedRows(office.db, id) }
    },
  }
}

/** Tells whoever answers for the row that it is their turn. */
export async function askForSignOff(office: Office, row: Row, task: TaskRow): Promise<void> {
  for (const holder of accountableOf(row)) {
    await inform(office, undefined, {
      to: { party: holder.party, ...(holder.role ? { role: holder.role } : {}) }, kind: 'task.sign-off', title: `Sign-off wanted: ${task.title}`, row: row.id,
      text: `${task.title} (${task.operation}) waits for your sign-off. The plan, the gates and the answers of those consulted are on the task.`, path: `/tasks/${task.id}`, subject: `task:${task.id}`,
    })
  }
}

export const summary = (evidence: readonly Evidence[]): { gate: string; met: boolean; by: string }[] => evidence.map(({ gate, met, by }) => ({ gate, met, by }))
