import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Exchanged } from './exchanged.ts'
import { onBehalfOf } from './on-behalf-of.ts'

/** RFC 8693 section 3. */
export const tokenTypes = { accessToken: 'urn:ietf:params:oauth:token-type:access_token' } as const

/** @throws OAuthError when the token is not good for this application. */
export type Exchanger = (ctx: TenantContext, client: Client, subjectToken: string) => Promise<Exchanged>

const builtIn = new Map<string, Exchanger>([[tokenTypes.accessToken, onBehalfOf]])

export const exchangerFor = (subjectTokenType: string): Exchanger | undefined => builtIn.get(subjectTokenType)
