/** What primary and workers say to one another over the channel between them. A `body` is anything JSON can carry. */
export type Message =
  /** A worker can be told and asked things from now on. */
  | { bailiwick: 'awake' }
  /** A worker serves. */
  | { bailiwick: 'ready'; body?: unknown }
  /** A worker cannot start, and why. */
  | { bailiwick: 'failed'; exitCode: number; sentence: string }
  | { bailiwick: 'told'; body: unknown }
  /** Wants an `answer` of the same id. */
  | { bailiwick: 'asked'; id: number; body: unknown }
  | { bailiwick: 'answer'; id: number; body?: unknown; error?: string }
  /** Finish what is under way and exit. */
  | { bailiwick: 'stop' }

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'bailiwick' in value
}
