import type { User } from '#resources/users/index.ts'

/** What a subject token turned out to say. */
export type Exchanged = {
  user: User
  connection: string
  /** `act` of the new token (section 4.1). */
  actor?: Record<string, unknown>
  /** Seconds since the epoch: the new token does not outlive the old one. */
  notAfter?: number
  /** Scopes that the application may have for this person on the API that it calls, where that is not what any application may; then the API must be named, and there is no refresh or ID token. */
  open?: (identifier: string) => Promise<readonly string[] | undefined>
  sessionId?: string | undefined
}
