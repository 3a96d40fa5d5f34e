/** From proposed to approved: answers, words for gates, the sign-off, and everything that ends a task before it runs. */
import { Problem } from '#kernel/problem.ts'
import { isSeparated, isSingle, nameOf, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { answerConsultation, consultationsOf, say, waiveConsultation, withdrawConsultations, type Message } from '../consultations/index.ts'
import { examine, holderText, tellInformed, type Evidence, type Measures } from '../gate/index.ts'
import { appendEntry } from '../journal/index.ts'
import { accountableOf, consultedOf, gates, holdersOf, matrixVersion, mayHold, requireRow, type GateDeclaration, type GateId, type Row } from '../matrix/index.ts'
import { inform } from '../notices/index.ts'
import { askForSignOff, digestOf, openInput, operationOf, planOf, sealInput, summary, type Registry } from './desk.ts'
import { findTask } from './find.ts'
import { insertVouched, moveTask, replan, signTask, vouchedRows, type TaskRow } from './tasks.store.ts'

export type Signing = ReturnType<typeof createSigning>

export const rowOf = async (office: Office, task: TaskRow): Promise<Row> => requireRow(await matrixVersion(office, task.matrix_version), task.matrix_row)

const conflict = (task: TaskRow, what: string): Problem => new Problem(409, 'task_state', `This task is ${task.state}; ${what}.`)

export function createSigning({ office, registry, measures }: { office: Office; registry: Registry; measures: Measures }) {
  const evidenceOf = async (inner: Office, task: TaskRow, party = task.proposed_party): Promise<Evidence[]> => {
    const row = await rowOf(inner, task)
    return examine(inner, measures, row, { operation: task.operation, input: openInput(office, task), row: row.id, party, task: task.id, routine: task.risk === 'routine' }, await vouchedRows(inner.db, task.id))
  }

  /** To `consulted` when nobody's answer is awaited any more. */
  const advance = async (inner: Office, id: string): Promise<TaskRow> => {
    const task = await findTask(inner, id, true)
    if (task.state !== 'proposed') return task
    const waiting = (await consultationsOf(inner, `task:${id}`)).filter(({ state }) => state === 'open')
    if (waiting.length > 0) return task
    const moved = (await moveTask(inner.db, id, ['proposed'], 'consulted', office.clock.now()))!
    await askForSignOff(inner, await rowOf(inner, task), moved)
    return moved
  }

  const needAccountable = (caller: OperatorCaller, row: Row): void => {
    if (caller.client !== undefined || caller.console !== undefined) throw new Problem(403, 'person_needed', 'A sign-off is a person\'s; an application cannot answer for anything.')
    const holders = accountableOf(row)
    if (isSingle(office) || holders.some((holder) => mayHold(holder, caller))) return
    throw new Problem(403, 'not_accountable', `The row "${row.id}" is answered for by ${holderText(office, holders)}; you act for ${nameOf(office, caller.party)}.`, { extra: { row: row.id, accountable: holders } })
  }

  return {
    evidenceOf,
    advance,

    async answer(caller: OperatorCaller, consultation: string, text: string): Promise<TaskRow> {
      return within(office, async (inner) => {
        const { subject } = await answerConsultation(inner, caller, consultation, text)
        return advance(inner, subject.slice('task:'.length))
      })
    },

    /** Whoever is accountable may go on without an answer, with a reason. */
    async waive(caller: OperatorCaller, id: string, consultation: string, reason: string): Promise<TaskRow> {
      return within(office, async (inner) => {
        const task = await findTask(inner, id)
        needAccountable(caller, await rowOf(inner, task))
        const mine = (await consultationsOf(inner, `task:${id}`)).some((each) => each.id === consultation)
        if (!mine) throw new Problem(404, 'consultation_not_found', 'This task has no such consultation.')
        await waiveConsultation(inner, caller, consultation, reason)
        return advance(inner, id)
      })
    },

    /** Writes to the thread; an issue makes the conditional letters fire. */
    async comment(caller: OperatorCaller, id: string, text: string, issue = false): Promise<Message> {
      return within(office, async (inner) => {
        const task = await findTask(inner, id)
        const message = await say(inner, caller, `task:${id}`, text, issue)
        if (issue) {
          const row = await rowOf(inner, task)
          const news = { kind: 'task.issue', title: `Issue raised: ${task.title}`, text, path: `/tasks/${id}`, subject: `task:${id}`, row: row.id }
          await tellInformed(inner, caller, row, { ...news, issue: true, mandate: { risk: task.risk, party: caller.party, task: id, operation: task.operation } })
          for (const holder of consultedOf(row, true)) if (holder.party !== caller.party) await inform(inner, caller, { to: { party: holder.party }, ...news })
        }
        return message
      })
    },

    /** A person's word for a gate that the appliance cannot measure; it ages. */
    async vouch(caller: OperatorCaller, id: string, gate: string, sentence: string): Promise<Evidence[]> {
      const declared: GateDeclaration | undefined = Object.hasOwn(gates, gate) ? gates[gate as GateId] : undefined
      if (!declared) throw new Problem(404, 'gate_unknown', `There is no gate "${gate}".`)
      if (declared.by === 'measured') throw new Problem(409, 'gate_measured', `"${declared.title}" is measured; nobody's word opens it.`)
      if (caller.client !== undefined || caller.console !== undefined) throw new Problem(403, 'person_needed', 'Only a person gives their word.')
      return within(office, async (inner) => {
        const task = await findTask(inner, id)
        const row = await rowOf(inner, task)
        if (!row.gates.some((each) => each.gate === gate)) throw new Problem(409, 'gate_elsewhere', `The row "${row.id}" has no gate "${gate}".`)
        const may = declared.attestedBy ? caller.party === declared.attestedBy : [...accountableOf(row), ...holdersOf(row, 'R')].some((holder) => mayHold(holder, caller))
        if (!isSingle(office) && !may) throw new Problem(403, 'wrong_party', `${declared.attestedBy ? nameOf(office, declared.attestedBy) : holderText(office, accountableOf(row))} vouches for this.`)
        await insertVouched(inner.db, id, { gate, party: caller.party, by: whoIs(caller), sentence, at: office.clock.now() })
        await appendEntry(inner, { kind: 'task.vouched', actor: whoIs(caller), subject: `task:${id}`, data: { gate, sentence } })
        return evidenceOf(inner, task)
      })
    },

    /**
     * The sign-off, for exactly the plan whose digest the person saw. In their own hands (they proposed it) it takes the typed id of the
     * operation, and is refused where duties are separated.
     */
    async approve(caller: OperatorCaller, id: string, given: { plan: string; confirmation?: string | undefined }): Promise<TaskRow> {
      return within(office, async (inner) => {
        await advance(inner, id)
        const task = await findTask(inner, id, true)
        const row = await rowOf(inner, task)
        needAccountable(caller, row)
        if (task.state === 'proposed') {
          const waiting = (await consultationsOf(inner, `task:${id}`)).filter(({ state }) => state === 'open').map(({ party, deadline }) => `${nameOf(office, party)} until ${deadline.toISOString()}`)
          throw new Problem(409, 'consultation_open', `Others are asked first: ${waiting.join(', ')}. Wait for the answer or the deadline, or waive it with a reason.`)
        }
        if (task.state !== 'consulted') throw conflict(task, 'there is nothing to sign off')
        // Whoever owns the node is nobody in particular, and may be the one who proposed it.
        if (isSeparated(office) && !caller.person) throw new Problem(403, 'person_needed', 'Duties are separated here: sign in as yourself to sign off.')
        if (task.proposed_by === whoIs(caller)) {
          if (isSeparated(office)) throw new Problem(403, 'self_approval', 'You proposed this task, and duties are separated here: somebody else who is accountable signs it off.')
          if (given.confirmation !== task.operation) throw new Problem(409, 'confirmation_required', `You sign off what you proposed yourself: type "${task.operation}" to confirm.`, { extra: { confirmation: task.operation } })
        }
        const input = openInput(office, task)
        const plan = await planOf(inner, operationOf(registry, task.operation), input)
        const digest = digestOf(task.operation, input, plan, task.matrix_version)
        if (digest !== task.plan_digest || given.plan !== task.plan_digest) {
          throw new Problem(409, 'stale_plan', digest === task.plan_digest ? 'The plan that you saw is not the plan of this task any more; look at it again.' : 'What this task would do has changed since it was planned; plan it again.', { extra: { plan: task.plan_digest } })
        }
        const evidence = await evidenceOf(inner, task)
        const approved = (await moveTask(inner.db, id, ['consulted'], 'approved', office.clock.now()))!
        await signTask(inner.db, id, whoIs(caller), evidence, office.clock.now())
        await appendEntry(inner, { kind: 'task.signed-off', actor: whoIs(caller), subject: `task:${id}`, data: { plan: task.plan_digest, gates: summary(evidence) } })
        for (const holder of holdersOf(row, 'R')) {
          await inform(inner, caller, { to: { party: holder.party, ...(holder.role ? { role: holder.role } : {}) }, kind: 'task.approved', title: `Approved: ${task.title}`, text: `${task.title} (${task.operation}) was signed off and can be run.`, path: `/tasks/${id}`, subject: `task:${id}`, row: row.id })
        }
        return { ...approved, signed_off_by: whoIs(caller) }
      })
    },

    /** Another input or a fresh look at the world: a new plan, without the sign-off of the old one. */
    async replan(caller: OperatorCaller, id: string, input?: unknown): Promise<TaskRow> {
      return within(office, async (inner) => {
        const task = await findTask(inner, id, true)
        if (!['proposed', 'consulted', 'approved'].includes(task.state)) throw conflict(task, 'its plan cannot change any more')
        if (input !== undefined && task.proposed_by !== whoIs(caller)) throw new Problem(403, 'not_proposer', 'Only who proposed the task changes what it is about.')
        const operation = operationOf(registry, task.operation)
        const next = input === undefined ? openInput(office, task) : operation.accept ? operation.accept(input) : input
        const plan = await planOf(inner, operation, next)
        await replan(inner.db, id, { input_sealed: sealInput(office, next), input_shown: (operation.show ?? ((each: unknown) => each))(next) ?? null, plan, plan_digest: digestOf(task.operation, next, plan, task.matrix_version), evidence: await evidenceOf(inner, task) })
        if (task.state === 'approved') await moveTask(inner.db, id, ['approved'], 'consulted', office.clock.now())
        await appendEntry(inner, { kind: 'task.planned-again', actor: whoIs(caller), subject: `task:${id}`, data: { plan: digestOf(task.operation, next, plan, task.matrix_version) } })
        return findTask(inner, id)
      })
    },

    /** By whoever is accountable, or by who proposed it. */
    async decline(caller: OperatorCaller, id: string, reason: string): Promise<TaskRow> {
      return within(office, async (inner) => {
        const task = await findTask(inner, id, true)
        const own = task.proposed_by === whoIs(caller)
        if (!own) needAccountable(caller, await rowOf(inner, task))
        return expire(inner, task, caller, own ? 'withdrawn' : 'declined', reason)
      })
    },

    async expireDue(due: TaskRow): Promise<TaskRow> {
      return within(office, async (inner) => expire(inner, await findTask(inner, due.id, true), undefined, 'expired', 'Nobody let it run in time.'))
    },
  }

  async function expire(inner: Office, task: TaskRow, caller: OperatorCaller | undefined, how: string, reason: string): Promise<TaskRow> {
    const moved = await moveTask(inner.db, task.id, ['proposed', 'consulted', 'approved'], 'expired', office.clock.now(), `${how}: ${reason}`)
    if (!moved) throw conflict(task, 'it cannot be stopped this way')
    const subject = `task:${task.id}`
    await withdrawConsultations(inner, subject)
    await appendEntry(inner, { kind: `task.${how}`, actor: caller ? whoIs(caller) : 'appliance', subject, data: { reason } })
    const row = await rowOf(inner, task)
    const news = { kind: `task.${how}`, title: `${how[0]!.toUpperCase()}${how.slice(1)}: ${task.title}`, text: reason, path: `/tasks/${task.id}`, subject, row: row.id }
    await inform(inner, caller, { to: { party: task.proposed_party }, ...news })
    await tellInformed(inner, caller ?? { party: task.proposed_party, roles: [], local: 'appliance' }, row, { ...news, issue: how === 'expired', mandate: { risk: task.risk, party: task.proposed_party, task: task.id, operation: task.operation } })
    return moved
  }
}
