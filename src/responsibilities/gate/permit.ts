import { claimIssuer, type Mandate, type Party } from '#kernel/mandate.ts'
import type { Risk } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { isSeparated, isSingle, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { windowCovering } from '../access-windows/index.ts'
import { appendEntry } from '../journal/index.ts'
import { accountableOf, consultedOf, currentMatrix, holdersOf, informedOf, matrixVersion, mayHold, requireRow, type Row } from '../matrix/index.ts'
import { inform } from '../notices/index.ts'
import { examine, isMet, needsAWord, type Evidence, type Measures, type Vouched } from './evidence.ts'
import { confirmationRequired, confirmationWrong, gateClosed, nobodyAccountable, noRow, notResponsible, noWindow } from './refusals.ts'
import { isWithdrawn } from './standing.store.ts'

/** What the gate has to know of an operation, whatever surface publishes it. */
export type GatedOperation = { id: string; summary: string; row?: string | { none: string }; risk?: Risk; method?: string }

export type PermitRequest = { input?: unknown; /** What the caller typed to confirm: the id of the operation. */ confirmation?: string | undefined; reason?: string | undefined; ticket?: string | undefined }

/** 202: the task that waits for others. */
export type Waiting = { waiting: true; task: string; row: string; sentence: string }
export type Permission = Mandate | Waiting

export type Proposal = { caller: OperatorCaller; operation: string; input: unknown; reason?: string | undefined; ticket?: string | undefined }
export type SignedTask = { id: string; state: string; operation: string; title: string; input: unknown; matrix_version: number; matrix_row: string; risk: Risk; signed_off_by: string | null; vouched: readonly Vouched[] }

/** Takes in what has to wait, and vouches for what was approved. Tasks implement it. */
export type Desk = {
  propose(proposal: Proposal): Promise<{ id: string; waitsFor: string }>
  /** The task as it stands, whether signed off or not. */
  find(id: string): Promise<SignedTask | undefined>
}

export type Gate = {
  permit(caller: OperatorCaller, operation: GatedOperation, request: PermitRequest): Promise<Permission>
  /**
   * For the runner of a task that was signed off: R and window are asked again, under the matrix that the task started under; and the gates, unless
   * the work is under way already (`resume`) or is being taken back (`undo`).
   */
  permitTask(caller: OperatorCaller, taskId: string, purpose: 'run' | 'resume' | 'undo'): Promise<Mandate>
  /** What became of what a mandate allowed: journal and notices, within the transaction when one is given. */
  settle(mandate: Mandate, caller: OperatorCaller, outcome: { ok: true } | { ok: false; error: string }, within?: Office): Promise<void>
}

const issue = claimIssuer()

const statesFor = { run: ['approved'], resume: ['running'], undo: ['done', 'failed'] }

export function createGate({ office, measures, desk }: { office: Office; measures: Measures; desk: Desk }): Gate {
  const refuse = async (caller: OperatorCaller, operation: string, problem: Problem): Promise<never> => {
    await appendEntry(office, { kind: 'operation.refused', actor: whoIs(caller), subject: `operation:${operation}`, data: { code: problem.code, party: caller.party } })
    throw problem
  }
  const mandate = (caller: OperatorCaller, operation: string, facts: Pick<Mandate, 'row' | 'risk' | 'basis' | 'matrixVersion'> & Partial<Pick<Mandate, 'reason' | 'window' | 'task'>>): Mandate =>
    issue({ id: `mdt_${office.random.hex(16)}`, operation, party: caller.party, who: whoIs(caller), issuedAt: office.clock.now(), ...facts })

  /** R, and for the provider a window. Resolves to the window's id. */
  const admit = async (caller: OperatorCaller, operation: string, row: Row): Promise<{ window?: string }> => {
    if (isSingle(office)) return {}
    if (!holdersOf(row, 'R').some((holder) => mayHold(holder, caller))) return refuse(caller, operation, notResponsible(office, caller, row, operation))
    // From a console only questions and answers come, and giving access back: nothing that needs the door.
    if (caller.party === 'subscriber' || caller.console !== undefined) return {}
    const window = await windowCovering(office, row.id)
    return window ? { window: window.id } : refuse(caller, operation, noWindow(office, row))
  }

  /** A read that names no row: open to the subscriber, and to the provider while any window is. */
  const look = async (caller: OperatorCaller, operation: string): Promise<Mandate> => {
    const window = isSingle(office) || caller.party === 'subscriber' ? undefined : await windowCovering(office)
    if (!isSingle(office) && caller.party === 'provider' && !window) return refuse(caller, operation, noWindow(office))
    return mandate(caller, operation, { row: 'none', reason: 'Reading what names no row: the subscriber may, and the provider while a window is open.', risk: 'routine', basis: 'none', matrixVersion: 0, ...(window ? { window: window.id } : {}) })
  }

  const wait = async (proposal: Proposal, row: Row): Promise<Waiting> => {
    const { id, waitsFor } = await desk.propose(proposal)
    return { waiting: true, task: id, row: row.id, sentence: `This waits as the task ${id}: ${waitsFor}` }
  }

  return {
    async permit(caller, operation, request) {
      if (operation.row === undefined && operation.method === 'GET') return look(caller, operation.id)
      if (operation.row === undefined) return refuse(caller, operation.id, noRow(operation.id))
      if (typeof operation.row === 'object') return mandate(caller, operation.id, { row: 'none', reason: operation.row.none, risk: operation.risk ?? 'routine', basis: 'none', matrixVersion: 0 })
      const matrix = await currentMatrix(office)
      const row = requireRow(matrix, operation.row)
      const risk = operation.risk ?? 'routine'
      const window = await admit(caller, operation.id, row)
      const accountable = accountableOf(row)
      const single = isSingle(office)
      const proposal: Proposal = { caller, operation: operation.id, input: request.input, reason: request.reason, ticket: request.ticket }
      const facts = { row: row.id, risk, matrixVersion: matrix.version, ...window }
      const evidence = await examine(office, measures, row, { operation: operation.id, input: request.input, row: row.id, party: caller.party, routine: risk === 'routine' })

      if (risk === 'routine' && !(await isWithdrawn(office.db, row.id))) {
        if (isMet(evidence)) return mandate(caller, operation.id, { ...facts, basis: 'standing' })
        if (!needsAWord(evidence)) return refuse(caller, operation.id, gateClosed(row, evidence))
      }
      if (!single && accountable.length === 0) return refuse(caller, operation.id, nobodyAccountable(row))
      if (!confirmsAlone(office, caller, row) || othersAsked(office, caller.party, row) || needsAWord(evidence)) return wait(proposal, row)
      if (request.confirmation === undefined) throw confirmationRequired(row, operation.id, evidence)
      if (request.confirmation !== operation.id) throw confirmationWrong(operation.id)
      if (!isMet(evidence)) return refuse(caller, operation.id, gateClosed(row, evidence))
      const confirmed = mandate(caller, operation.id, { ...facts, basis: 'confirmed' })
      await begin(office, caller, confirmed, row, operation.summary, evidence)
      return confirmed
    },

    async permitTask(caller, taskId, purpose) {
      const task = await desk.find(taskId)
      if (!task?.signed_off_by || !statesFor[purpose].includes(task.state)) throw new Problem(409, 'not_approved', 'This task has not been signed off.')
      const row = requireRow(await matrixVersion(office, task.matrix_version), task.matrix_row)
      const window = await admit(caller, task.operation, row)
      const occasion = { operation: task.operation, input: task.input, row: row.id, party: caller.party, task: task.id, routine: task.risk === 'routine' }
      const evidence = purpose === 'run' ? await examine(office, measures, row, occasion, task.vouched) : []
      if (!isMet(evidence)) return refuse(caller, task.operation, gateClosed(row, evidence))
      return mandate(caller, task.operation, { row: row.id, risk: task.risk, matrixVersion: task.matrix_version, basis: 'signed-off', task: task.id, ...window })
    },

    async settle(given, caller, outcome, outer = office) {
      if (given.basis === 'none') return
      const row = requireRow(await matrixVersion(office, given.matrixVersion), given.row)
      const error = outcome.ok ? undefined : outcome.error
      await within(outer, async (inner) => {
        await appendEntry(inner, { kind: outcome.ok ? 'operation.done' : 'operation.failed', actor: given.who, subject: given.task ? `task:${given.task}` : `operation:${given.operation}`, data: { operation: given.operation, row: given.row, basis: given.basis, mandate: given.id, window: given.window, error } })
        await tellInformed(inner, caller, row, {
          kind: outcome.ok ? 'operation.done' : 'operation.failed', title: outcome.ok ? `Done: ${row.title}` : `Failed: ${row.title}`,
          text: outcome.ok ? `${given.operation} was done.` : `${given.operation} failed: ${outcome.error}`, mandate: given, issue: !outcome.ok,
        })
      })
    },
  }
}

/** Whether this caller may sign off what they run themselves: a person who answers for the row too, where duties need not be separated. */
export function confirmsAlone(office: Office, caller: OperatorCaller, row: Row): boolean {
  if (isSeparated(office) || caller.client !== undefined) return false
  return isSingle(office) || accountableOf(row).some((holder) => mayHold(holder, caller))
}

/** Whether another party than the one that acts has to be asked first. */
export const othersAsked = (office: Office, party: Party, row: Row): boolean => !isSingle(office) && consultedOf(row).some((holder) => holder.party !== party)

async function begin(office: Office, caller: OperatorCaller, mandate: Mandate, row: Row, summary: string, evidence: readonly Evidence[]): Promise<void> {
  await within(office, async (inner) => {
    await appendEntry(inner, { kind: 'operation.begun', actor: mandate.who, subject: `operation:${mandate.operation}`, data: { row: row.id, risk: mandate.risk, basis: mandate.basis, mandate: mandate.id, window: mandate.window, gates: evidence.map(({ gate, met, by }) => ({ gate, met, by })) } })
    await tellInformed(inner, caller, row, { kind: 'operation.begun', title: `Begun: ${row.title}`, text: `${summary} (${mandate.operation}) has begun.`, mandate, issue: false })
  })
}

/** Those who hold an I; the party that acts knows already. Routine work goes to inboxes only, unless it failed. */
export async function tellInformed(office: Office, caller: OperatorCaller, row: Row, news: { kind: string; title: string; text: string; mandate: Pick<Mandate, 'risk' | 'party' | 'task' | 'operation'>; issue: boolean }): Promise<void> {
  const { mandate } = news
  const about = mandate.task ? { path: `/tasks/${mandate.task}`, subject: `task:${mandate.task}` } : { subject: `operation:${mandate.operation}` }
  for (const holder of informedOf(row, news.issue)) {
    if (holder.party === mandate.party && !isSingle(office)) continue
    await inform(office, caller, {
      to: { party: holder.party, ...(holder.role ? { role: holder.role } : {}) }, kind: news.kind, title: news.title, text: news.text, row: row.id,
      quiet: mandate.risk === 'routine' && !news.issue, ...about,
    })
  }
}
