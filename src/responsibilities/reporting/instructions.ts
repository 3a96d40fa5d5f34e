/**
 * What the provider's people said at their console, performed here: through the gate, for the provider, each once. The list is what can be
 * said from outside: questions, answers, and giving access back. Nothing in it touches the machines, so none of it needs an access window.
 */
import { Problem } from '#kernel/problem.ts'
import { isJobRole, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import type { Instruction } from './messages.ts'
import { claimInstruction, setReceived, settleInstruction, type ConsoleRow, type InstructionRow } from './reporting.store.ts'

export const sayable = [
  'tickets.comment', 'tickets.resolve', 'tickets.raiseSeverity', 'tasks.propose', 'tasks.comment', 'tasks.decline', 'consultations.answer',
  'access-windows.request', 'access-windows.close', 'checklists.accept', 'checklists.return',
] as const

/** Performs an operation within the office's transaction. @throws Problem */
export type PerformWithin = (office: Office, operation: string, caller: OperatorCaller, input: unknown) => Promise<unknown>

/** The act and the record of it are one transaction: a crash leaves both or neither. */
export async function carryOut(office: Office, pairing: ConsoleRow, said: Instruction, perform: PerformWithin): Promise<void> {
  await within(office, async (inner) => {
    const now = office.clock.now()
    const row: InstructionRow = { id: said.id, key_id: pairing.key_id, position: said.position, operation: said.operation, said_by: said.by.email, said_at: new Date(said.saidAt), arrived_at: now, state: 'done', sentence: '', subject: null }
    await setReceived(inner.db, pairing.key_id, said.position)
    if (!(await claimInstruction(inner.db, row))) return
    const outcome = await attempt(inner, said, perform)
    await settleInstruction(inner.db, said.id, outcome)
    await appendEntry(inner, { kind: `console.${outcome.state}`, actor: `console:${said.by.email}`, subject: outcome.subject ?? `operation:${said.operation}`, data: { instruction: said.id, operation: said.operation, sentence: outcome.sentence } })
  })
}

async function attempt(office: Office, said: Instruction, perform: PerformWithin): Promise<Pick<InstructionRow, 'state' | 'sentence' | 'subject'>> {
  if (!(sayable as readonly string[]).includes(said.operation)) return { state: 'refused', sentence: `"${said.operation}" cannot be asked for from a console.`, subject: null }
  const caller: OperatorCaller = { party: 'provider', roles: said.by.roles.filter(isJobRole), console: said.by.email }
  try {
    const output = await office.db.transaction((db) => perform({ ...office, db }, said.operation, caller, said.input))
    return { state: 'done', sentence: 'Done.', subject: subjectOf(said, output) }
  } catch (error) {
    if (error instanceof Problem) return { state: 'refused', sentence: error.message, subject: null }
    // Nothing of it stays; the next message from here says so, and the log has the rest.
    office.log.error('What was said at the provider\'s console could not be performed.', { instruction: said.id, operation: said.operation, error })
    return { state: 'refused', sentence: 'It failed here for a reason that stands in the log of the appliance.', subject: null }
  }
}

const nouns: Record<string, string> = { tickets: 'ticket', tasks: 'task', 'access-windows': 'window', checklists: 'checklist', consultations: 'task' }

function subjectOf({ operation }: Instruction, output: unknown): string | null {
  const id = (output as { id?: unknown } | null)?.id
  const noun = nouns[operation.split('.')[0]!]
  return noun && typeof id === 'string' ? `${noun}:${id}` : null
}
