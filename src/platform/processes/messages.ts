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
  /** Finish what is under way within the limits and exit. */
  | { bailiwick: 'stop'; limits: StopLimits }

/** Milliseconds: how long idle connections may stay, and when everything is cut. */
export type StopLimits = { idleMs: number; limitMs: number }

/** A worker that has a successor lets its clients move over in their own time. */
export const renewed: StopLimits = { idleMs: 3_000, limitMs: 8_000 }
/** When all stop there is nowhere to move to, and the database wants a share of the ten seconds. */
export const stopped: StopLimits = { idleMs: 500, limitMs: 6_000 }
/** Without its primary a worker gets no new connections, and a new primary may want the ports. */
export const orphaned: StopLimits = { idleMs: 0, limitMs: 5_000 }
/** From the limit until a worker that has not exited is killed. */
export const grace = 1_000

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'bailiwick' in value
}
