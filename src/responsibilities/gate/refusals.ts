/** Refusals that tell the caller what to do next. */
import { Problem } from '#kernel/problem.ts'
import { nameOf, roleTitle, type Office, type OperatorCaller } from '../context/index.ts'
import { holdersOf, type Holder, type Row } from '../matrix/index.ts'
import type { Evidence } from './evidence.ts'

type Names = Pick<Office, 'settings'>

export const holderText = (office: Names, holders: readonly Holder[]): string =>
  holders.map(({ party, role, assumed }) => `${nameOf(office, party)} (${[party, ...(role ? [roleTitle(role)] : []), ...(assumed ? ['assumed'] : [])].join(', ')})`).join(' or ') || 'nobody'

const shown = (office: Names, holders: readonly Holder[]) => holders.map((holder) => ({ ...holder, name: nameOf(office, holder.party) }))

export function notResponsible(office: Names, caller: OperatorCaller, row: Row, operation: string): Problem {
  const responsible = holdersOf(row, 'R')
  const ownParty = responsible.some(({ party }) => party === caller.party)
  const you = ownParty ? `You act for ${nameOf(office, caller.party)}, without the job role that this takes.` : `You act for ${nameOf(office, caller.party)} (${caller.party}).`
  return new Problem(403, 'not_responsible', `The row "${row.id}" (${row.title}) is done by ${holderText(office, responsible)}. ${you} To ask them, propose it as a task: bailiwick tasks propose ${operation}`, {
    extra: { row: row.id, responsible: shown(office, responsible), ask: { command: `bailiwick tasks propose ${operation}`, method: 'POST', path: '/tasks', operation } },
  })
}

/** @param row undefined: any window would do. */
export function noWindow(office: Names, row?: Row): Problem {
  const id = row?.id ?? '…'
  return new Problem(403, 'no_access_window', `No access window is open${row ? ` for the row "${id}"` : ''}. The provider comes in only when ${nameOf(office, 'subscriber')} has opened one; ask with: bailiwick access request ${id} --reason …`, {
    extra: { ...(row ? { row: id } : {}), ask: { command: `bailiwick access request ${id}`, method: 'POST', path: '/access-windows', ...(row ? { rows: [id] } : {}) } },
  })
}

export const noRow = (operation: string): Problem =>
  new Problem(403, 'no_row', `The operation ${operation} names no row of the matrix and gives no reason, so nobody may run it.`)

export const nobodyAccountable = (row: Row): Problem =>
  new Problem(403, 'nobody_accountable', `Nobody answers for the row "${row.id}" (${row.title}), so nobody can sign this off. Both parties must first agree on a holder of A: propose a new version of the matrix.`, {
    extra: { row: row.id, ask: { command: 'bailiwick raci lint', method: 'POST', path: '/raci/versions' } },
  })

export const confirmationRequired = (row: Row, phrase: string, evidence: readonly Evidence[]): Problem =>
  new Problem(409, 'confirmation_required', `You both run this and answer for it (row "${row.id}"). Type "${phrase}" to confirm that you have seen what it does.`, {
    extra: { row: row.id, confirmation: phrase, gates: evidence },
  })

export const confirmationWrong = (phrase: string): Problem => new Problem(400, 'confirmation_wrong', `The confirmation is not "${phrase}"; nothing was done.`)

export function gateClosed(row: Row, evidence: readonly Evidence[]): Problem {
  const closed = evidence.filter(({ when, met }) => when === 'before' && !met)
  return new Problem(409, 'gate_closed', `Not yet (row "${row.id}"): ${closed.map(({ sentence, remedy }) => `${sentence} ${remedy}`).join(' ')}`, { extra: { row: row.id, gates: evidence } })
}
