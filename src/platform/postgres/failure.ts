/** What goes wrong, as values: the sentence is for people, the class and code for programs. */

/** No answer from the database within the patience we have: the HTTP layer turns it into 503. */
export class DatabaseUnavailable extends Error {
  /** `not-sent`: surely nothing happened. `unknown`: a write was under way when the connection broke. */
  readonly outcome: 'not-sent' | 'unknown'
  constructor(message: string, outcome: 'not-sent' | 'unknown', options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseUnavailable'
    this.outcome = outcome
  }
}

/** A row with these values exists already; `constraint` is the name of the broken unique constraint or index. */
export class UniqueViolation extends Error {
  readonly constraint: string
  readonly table: string | undefined
  constructor(constraint: string, table: string | undefined, options?: ErrorOptions) {
    super(`unique constraint ${constraint} is violated`, options)
    this.name = 'UniqueViolation'
    this.constraint = constraint
    this.table = table
  }
}

/** A row that this one refers to does not exist, or is still referred to. */
export class ForeignKeyViolation extends Error {
  readonly constraint: string
  readonly table: string | undefined
  constructor(constraint: string, table: string | undefined, options?: ErrorOptions) {
    super(`foreign key ${constraint} is violated`, options)
    this.name = 'ForeignKeyViolation'
    this.constraint = constraint
    this.table = table
  }
}

/** `one` and `maybe` met another number of rows than they promise. */
export class UnexpectedRows extends Error {
  readonly count: number
  constructor(expected: string, count: number, text: string) {
    super(`expected ${expected}, got ${count} rows: ${text.trim().slice(0, 200)}`)
    this.name = 'UnexpectedRows'
    this.count = count
  }
}
