/**
 * A check of health: looks at one thing and says how it is, in one English sentence. Declared once; the status endpoints, the history,
 * the alerts, `/metrics` and the reference are derived.
 */

/** How soon somebody should look when it is not well. */
export type Severity = 'urgent' | 'high' | 'normal'

export type Observation = {
  well: boolean
  sentence: string
  /** What was measured, for history and charts: `{ free_percent: 41 }`. */
  measured?: Record<string, number>
}

export type Check<Context> = {
  /** The last part of its status address: `disk`. */
  id: string
  title: string
  about: string
  severity: Severity
  /** What to do when it is not well: one sentence. */
  remedy: string
  /** A throw counts as not well; its message is the sentence. */
  look: (context: Context) => Promise<Observation>
}

export const check = <Context>(declaration: Check<Context>): Check<Context> => declaration
