/** The short forms in which the shipped rows are written. */
import type { JobRole } from '../context/index.ts'
import type { GateId } from './gates.ts'
import type { GuardedBy, Holding, Letter } from './matrix.schema.ts'

/** `R A`, `C I?` (the question mark: only when there is an issue), each with the job role if the page names one. */
export const letters = (text: string, role?: JobRole): Holding[] =>
  text.split(' ').map((word) => ({
    letter: word[0] as Letter,
    ...(word.endsWith('?') ? { on: 'issue' as const } : {}),
    ...(role ? { role } : {}),
  }))

const guard = (when: GuardedBy['when']) => (gate: GateId, ...operations: string[]): GuardedBy =>
  ({ gate, when, ...(operations.length > 0 ? { operations } : {}) })

/** A condition of the work; without operations, of everything in the row that is not routine. */
export const before = guard('before')
/** What the work should have brought about; evidence, not a barrier. */
export const after = guard('after')
