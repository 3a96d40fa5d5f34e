/** The standing sign-off under which routine operations run; whoever answers for a row can withdraw it, and give it again. */
import { Problem } from '#kernel/problem.ts'
import { isSingle, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { accountableOf, currentMatrix, mayHold, requireRow } from '../matrix/index.ts'
import { holderText } from './refusals.ts'
import { allWithdrawn, dropWithdrawn, putWithdrawn, type WithdrawnRow } from './standing.store.ts'

export const withdrawnRows = ({ db }: Pick<Office, 'db'>): Promise<WithdrawnRow[]> => allWithdrawn(db)

export async function withdrawStanding(office: Office, caller: OperatorCaller, row: string, reason: string): Promise<void> {
  await needAccountable(office, caller, row)
  await within(office, async (inner) => {
    const changed = await putWithdrawn(inner.db, { matrix_row: row, withdrawn_by: whoIs(caller), withdrawn_at: office.clock.now(), reason })
    if (changed) await appendEntry(inner, { kind: 'standing.withdrawn', actor: whoIs(caller), subject: `row:${row}`, data: { reason } })
  })
}

export async function restoreStanding(office: Office, caller: OperatorCaller, row: string): Promise<void> {
  await needAccountable(office, caller, row)
  await within(office, async (inner) => {
    if (await dropWithdrawn(inner.db, row)) await appendEntry(inner, { kind: 'standing.given', actor: whoIs(caller), subject: `row:${row}` })
  })
}

async function needAccountable(office: Office, caller: OperatorCaller, id: string): Promise<void> {
  const holders = accountableOf(requireRow(await currentMatrix(office), id))
  if (caller.client !== undefined || caller.console !== undefined) throw new Problem(403, 'person_needed', 'A sign-off is a person\'s; an application cannot answer for anything.')
  if (!isSingle(office) && !holders.some((holder) => mayHold(holder, caller))) throw new Problem(403, 'not_accountable', `The row "${id}" is answered for by ${holderText(office, holders)}.`)
}
