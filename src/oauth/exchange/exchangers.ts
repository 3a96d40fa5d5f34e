import type { Client } from '#resources/clients/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { onBehalfOf } from './on-behalf-of.ts'

/** RFC 8693 section 3. */
export const tokenTypes = { accessToken: 'urn:ietf:params:oauth:token-type:access_token' } as const

/** What a subject token turned out to say. */
export type Exchanged = {
  user: User
  /** `act` of the new token (section 4.1). */
  actor: Record<string, unknown>
  /** Seconds since the epoch: the new token does not outlive the old one. */
  notAfter: number
  /** Scopes that the application may have for this person on the API that it calls. */
  open: (identifier: string) => Promise<readonly string[] | undefined>
  sessionId: string | undefined
}

/** @throws OAuthError when the token is not good for this application. */
export type Exchanger = (ctx: TenantContext, client: Client, subjectToken: string) => Promise<Exchanged>

const builtIn = new Map<string, Exchanger>([[tokenTypes.accessToken, onBehalfOf]])

export const exchangerFor = (subjectTokenType: string): Exchanger | undefined => builtIn.get(subjectTokenType)
