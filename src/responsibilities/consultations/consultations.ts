import type { Party } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { nameOf, roleTitle, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { mayHold, type Holder } from '../matrix/index.ts'
import { inform } from '../notices/index.ts'
import { consultationById, consultationRows, insertConsultation, lapseRows, openRows, settleRow, withdrawRows, type Consultation } from './consultations.store.ts'

/** Asks whoever holds the letter, within the caller's transaction; they are told where and until when to answer. */
export async function ask(office: Office, caller: OperatorCaller, input: { subject: string; path: string; holder: Holder; question: string; deadline: Date; row?: string }): Promise<Consultation> {
  const { subject, path, holder, question, deadline } = input
  const asked = await insertConsultation(office.db, { id: `cns_${office.random.hex(16)}`, subject, party: holder.party, role: holder.role ?? null, question, asked_by: whoIs(caller), asked_at: office.clock.now(), deadline })
  await appendEntry(office, { kind: 'consultation.asked', actor: whoIs(caller), subject, data: { consultation: asked.id, party: asked.party, deadline } })
  await inform(office, caller, {
    to: { party: holder.party, ...(holder.role ? { role: holder.role } : {}) }, kind: 'consultation.asked', title: 'You are asked', path, subject, ...(input.row ? { row: input.row } : {}),
    text: `${question}\nThe answer is awaited until ${deadline.toISOString()}; without one the work may go on.`,
  })
  return asked
}

export const consultationsOf = ({ db }: Pick<Office, 'db'>, subject: string): Promise<Consultation[]> => consultationRows(db, subject)
/** What waits for an answer, of one party or of both, the most urgent first. */
export const openConsultations = ({ db }: Pick<Office, 'db'>, party?: Party): Promise<Consultation[]> => openRows(db, party)

/** Only the party that was asked answers, with the job role if the matrix names one. */
export async function answerConsultation(office: Office, caller: OperatorCaller, id: string, answer: string): Promise<Consultation> {
  const asked = await need(office, id)
  if (!mayHold({ party: asked.party, ...(asked.role ? { role: asked.role } : {}) }, caller)) {
    throw new Problem(403, 'not_consulted', `${nameOf(office, asked.party)}${asked.role ? ` (${roleTitle(asked.role)})` : ''} was asked; you can write to the thread.`)
  }
  return settle(office, caller, asked, 'answered', answer)
}

/** Goes on without the answer; the reason is kept beside it. The party that was asked cannot waive being asked. */
export async function waiveConsultation(office: Office, caller: OperatorCaller, id: string, reason: string): Promise<Consultation> {
  if (reason.trim() === '') throw new Problem(400, 'reason_missing', 'A waiver needs a reason.')
  return settle(office, caller, await need(office, id), 'waived', reason)
}

async function need({ db }: Pick<Office, 'db'>, id: string): Promise<Consultation> {
  const found = await consultationById(db, id)
  if (!found) throw new Problem(404, 'consultation_not_found', 'There is no such consultation.')
  return found
}

async function settle(office: Office, caller: OperatorCaller, asked: Consultation, state: 'answered' | 'waived', text: string): Promise<Consultation> {
  return within(office, async (inner) => {
    const settled = await settleRow(inner.db, asked.id, state, whoIs(caller), text, office.clock.now())
    if (!settled) throw new Problem(409, 'consultation_over', `This consultation is ${(await need(inner, asked.id)).state} already.`)
    await appendEntry(inner, { kind: `consultation.${state}`, actor: whoIs(caller), subject: asked.subject, data: { consultation: asked.id, party: asked.party, text } })
    return settled
  })
}

/** Ends what is past its deadline; resolves to the subjects that may go on. */
export async function lapseConsultations(office: Office): Promise<string[]> {
  return within(office, async (inner) => {
    const lapsed = await lapseRows(inner.db, office.clock.now())
    for (const { id, subject, party, deadline } of lapsed) await appendEntry(inner, { kind: 'consultation.lapsed', actor: 'appliance', subject, data: { consultation: id, party, deadline } })
    return [...new Set(lapsed.map(({ subject }) => subject))]
  })
}

export const withdrawConsultations = (office: Pick<Office, 'db' | 'clock'>, subject: string): Promise<number> => withdrawRows(office.db, subject, office.clock.now())
