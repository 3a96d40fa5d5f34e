/** What stands between a matrix and its execution. Errors refuse a matrix; warnings are settled by a written default and shown. */
import { holdersOf, accountableOf } from './holders.ts'
import { gates } from './gates.ts'
import type { Letter, Matrix, Row } from './matrix.schema.ts'

export type Finding = {
  row: string
  level: 'error' | 'warning' | 'note'
  rule: 'no-responsible' | 'two-accountable' | 'unknown-letter' | 'unknown-gate' | 'duplicate-row' | 'repeated-letter'
    | 'no-accountable' | 'shared-responsible' | 'split' | 'conditional'
  sentence: string
}

const known = ['R', 'A', 'C', 'I'] as const satisfies Letter[]

export function lint(matrix: Matrix): Finding[] {
  const seen = new Set<string>()
  return matrix.flatMap((row) => {
    const findings = lintRow(row)
    if (seen.has(row.id)) findings.unshift({ row: row.id, level: 'error', rule: 'duplicate-row', sentence: 'Two rows have this id.' })
    seen.add(row.id)
    return findings
  })
}

function lintRow(row: Row): Finding[] {
  const findings: Finding[] = []
  const say = (level: Finding['level'], rule: Finding['rule'], sentence: string) => findings.push({ row: row.id, level, rule, sentence })
  for (const party of ['provider', 'subscriber'] as const) {
    for (const { letter } of row[party]) {
      if (!(known as readonly string[]).includes(letter)) say('error', 'unknown-letter', `The ${party} holds "${letter}"; the letters are R, A, C and I.`)
    }
    const letters = row[party].map(({ letter }) => letter)
    if (new Set(letters).size < letters.length) say('error', 'repeated-letter', `The ${party} holds a letter twice.`)
    for (const { letter, on } of row[party]) {
      if (!on) continue
      // A duty that exists only after the fact cannot decide who may act.
      const level = letter === 'R' || letter === 'A' ? 'error' : 'note'
      say(level, 'conditional', `The ${party}'s ${letter} counts only when there is an issue: ${level === 'error' ? 'R and A cannot be conditional' : 'it fires when a task fails, times out or somebody raises an issue'}.`)
    }
  }
  for (const { gate } of row.gates) {
    if (!Object.hasOwn(gates, gate)) say('error', 'unknown-gate', `There is no gate "${gate}".`)
  }
  const responsible = holdersOf(row, 'R')
  const accountable = holdersOf(row, 'A')
  if (responsible.length === 0) say('error', 'no-responsible', 'Nobody holds R, so nobody could do it.')
  if (responsible.length > 1) say('note', 'shared-responsible', 'Both parties hold R: either may do it; the sign-off decides.')
  if (accountable.length > 1) say('error', 'two-accountable', 'Both parties hold A; one of them must answer for it.')
  if (accountable.length === 0) {
    const assumed = accountableOf(row).length > 0
    say('warning', 'no-accountable', assumed
      ? 'No A is written; it is taken to be held by the subscriber (assumed), which holds more than I.'
      : 'No A is written and no default applies, since the subscriber holds only I; in two-party mode nothing that needs a sign-off can run until the parties agree on a holder.')
  }
  if (accountable.length === 1 && responsible.length > 0 && !responsible.some(({ party }) => party === accountable[0]!.party)) {
    say('note', 'split', `R is the ${responsible[0]!.party}'s and A the ${accountable[0]!.party}'s: what is not routine waits for the other party.`)
  }
  return findings
}
