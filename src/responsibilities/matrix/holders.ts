/** Who holds what in a row: the reading of the letters that the gate, tasks and notices share. */
import { parties, type Party } from '#kernel/mandate.ts'
import type { JobRole } from '../context/index.ts'
import type { Holding, Letter, Row } from './matrix.schema.ts'

export type Holder = {
  party: Party
  role?: JobRole
  /** Only when there is an issue. */
  on?: 'issue'
  /** Not written in the matrix: settled by the written default. */
  assumed?: true
}

/** Every holder of the letter as the matrix writes it. */
export function holdersOf(row: Row, letter: Letter): Holder[] {
  return parties.flatMap((party) =>
    row[party].filter((holding) => holding.letter === letter).map(({ on, role }) => ({ party, ...(on ? { on } : {}), ...(role ? { role } : {}) })),
  )
}

/**
 * Who answers for the row. Where no A is written, the subscriber is taken to hold it when it holds any letter but I, and the holder is marked
 * as assumed; the provider never holds an A that nobody wrote. An empty list: nobody can sign anything off until the parties agree.
 */
export function accountableOf(row: Row): Holder[] {
  const written = holdersOf(row, 'A')
  if (written.length > 0) return written
  return row.subscriber.some(({ letter }) => letter !== 'I') ? [{ party: 'subscriber', assumed: true }] : []
}

export const consultedOf = (row: Row, issue = false): Holder[] => holdersOf(row, 'C').filter(({ on }) => on === undefined || issue)
export const informedOf = (row: Row, issue = false): Holder[] => holdersOf(row, 'I').filter(({ on }) => on === undefined || issue)

/** Whether someone of this party with these roles is the holder. */
export const mayHold = (holder: Holder, who: { party: Party; roles: readonly JobRole[] }): boolean =>
  holder.party === who.party && (holder.role === undefined || who.roles.includes(holder.role))

export const letterText = ({ letter, on, role }: Holding): string =>
  `${letter}${on ? ' (when there is an issue)' : ''}${role ? ` (${role.replaceAll('_', ' ')})` : ''}`
