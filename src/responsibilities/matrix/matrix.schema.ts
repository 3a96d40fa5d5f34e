/** The form of a matrix: letters are sets, with the qualifiers and job roles that the published page carries. */
import { Closed, OneOf, Type, type Static } from '#kernel/schema.ts'
import { jobRoles, PartyShown } from '../context/index.ts'

/** A letter of one party in one row. Letters are open text, so that the linter can name an unknown one. */
export const Holding = Closed({
  letter: Type.String({ minLength: 1, maxLength: 8, description: 'R, A, C or I' }),
  on: Type.Optional(OneOf(['issue'], { description: 'the letter counts only when there is an issue' })),
  role: Type.Optional(OneOf(jobRoles, { description: 'the letter belongs to persons with this job role' })),
})
export type Holding = Static<typeof Holding>
export type Letter = 'R' | 'A' | 'C' | 'I'

/** A condition of a row: before the work, or as evidence after it. */
export const GuardedBy = Closed({
  gate: Type.String({ minLength: 1, maxLength: 100 }),
  when: OneOf(['before', 'after']),
  operations: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { description: 'guards only these; without it, everything of the row that is not routine' })),
})
export type GuardedBy = Static<typeof GuardedBy>

export const groupTitles = {
  general: 'Roles and responsibilities',
  'database-backup': 'Disaster recovery: database backup',
  restore: 'Disaster recovery: restore',
  'vm-snapshots': 'Disaster recovery: snapshots of machines',
} as const
export type Group = keyof typeof groupTitles

export const Row = Closed({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{1,60}$' }),
  group: OneOf(Object.keys(groupTitles) as Group[]),
  title: Type.String({ minLength: 1, maxLength: 500 }),
  provider: Type.Array(Holding, { maxItems: 8 }),
  subscriber: Type.Array(Holding, { maxItems: 8 }),
  notes: Type.String({ maxLength: 2000 }),
  gates: Type.Array(GuardedBy, { maxItems: 20 }),
})
export type Row = Static<typeof Row>

/** Who holds a letter, and whether the matrix says so or the written default does. */
export const HolderShown = Closed({ party: PartyShown, role: Type.Optional(OneOf(jobRoles)), on: Type.Optional(OneOf(['issue'])), assumed: Type.Optional(Type.Literal(true)) })

export const FindingShown = Closed({
  row: Type.String(), level: OneOf(['error', 'warning', 'note']), sentence: Type.String(),
  rule: OneOf(['no-responsible', 'two-accountable', 'unknown-letter', 'unknown-gate', 'duplicate-row', 'repeated-letter', 'no-accountable', 'shared-responsible', 'split', 'conditional']),
})

export const Matrix = Type.Array(Row, { minItems: 1, maxItems: 200 })
export type Matrix = Static<typeof Matrix>
