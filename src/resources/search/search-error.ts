import { Problem } from '#kernel/problem.ts'

/** A query that cannot be understood: 400, with what is wrong and at which character (counted from 1). */
export class SearchError extends Problem {
  readonly at: number

  constructor(what: string, at: number) {
    super(400, 'invalid_query_string', `Query validation error: '${what}' at character ${at + 1} of the search.`)
    this.name = 'SearchError'
    this.at = at
  }
}

/** A search costs the database in proportion to these. */
export const limits = {
  /** Characters. */
  length: 4096,
  /** Brackets and negations within one another. */
  depth: 20,
  /** Conditions on a field. */
  clauses: 64,
  /** Conditions without a field: each is looked for in several places. */
  bareClauses: 16,
  /** `*` and `?` in one word. */
  wildcards: 8,
} as const
