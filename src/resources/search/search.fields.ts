/** What the field names of a search stand for. The SQL in here is written by stores, never taken from a query. */
export type Target =
  /** Text; `fold` compares without regard to letter case. */
  | { kind: 'text'; column: string; fold: boolean }
  /** Text in which a search without a field finds whole words, letter case apart. */
  | { kind: 'words'; column: string }
  | { kind: 'flag' | 'number' | 'date'; column: string; /** True when there is a value to speak of; otherwise: not null. */ present?: string }
  /** A value somewhere within a jsonb column. Arrays are looked through; letter case counts. */
  | { kind: 'json'; column: string; path: readonly string[] }
  /** Values in rows of another table. */
  | { kind: 'related'; exists: (condition: string) => string; target: Target }

export type SearchFields = {
  /** Undefined: nobody has such a field, so nothing matches. */
  resolve(path: readonly string[]): Target | undefined
  /** Where words without a field are looked for. */
  bare: readonly Target[]
  /** Words that are not in quotation marks match from the start of the value. */
  wordsArePrefixes?: boolean
}

/** Appends a parameter and gives its placeholder. */
export type Use = (value: unknown) => string
