/**
 * What is known of an authorization request, phase by phase. Each phase holds what the one before proved and adds to it;
 * a check says in its type which phase it needs, so the compiler refuses one that is placed too early.
 */
import type { Client } from '#resources/clients/index.ts'
import type { Connection } from '#resources/connections/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Presence } from '../browser/index.ts'
import type { Audience, GrantedScopes } from '../policy/index.ts'
import type { AuthorizationDetail } from '../authorization-details/index.ts'
import type { AuthorizeParameters } from './parameters.ts'
import type { RequestedClaims } from './requested-claims.ts'
import type { ResponseType } from './response-type.ts'

export type ResponseMode = 'query' | 'fragment' | 'form_post' | 'web_message'

/** Where an answer goes once it may go to the application at all. */
export type ReturnAddress = {
  redirectUri: string
  mode: ResponseMode
  state: string | undefined
  /** The answer travels as one signed JWT (JARM). */
  signed: boolean
}

/** The bytes have been read. Nobody is trusted; errors are shown on a page of ours. */
export type Parsed = { parameters: AuthorizeParameters }

/** The application is known and the return address is one of its own; from here on errors are told to it. */
export type ClientKnown = Parsed & { client: Client; returnTo: ReturnAddress }

export type Prompt = 'none' | 'login' | 'consent' | 'select_account' | 'create'

/** Every parameter has been given its meaning. */
export type RequestTrusted = ClientKnown & {
  responseType: ResponseType
  scopes: readonly string[]
  audience: Audience | undefined
  prompts: ReadonlySet<Prompt>
  /** Seconds. */
  maxAge: number | undefined
  nonce: string | undefined
  challenge: { value: string; method: 'S256' | 'plain' } | undefined
  connection: Connection | undefined
  /** Whom the application expects, by `id_token_hint` or the `claims` parameter: a user id. */
  subject: string | undefined
  claims: RequestedClaims
  details: readonly AuthorizationDetail[]
}

export type { Presence }

export type PersonKnown = RequestTrusted & { user: User; presence: Presence }

/** What the application gets. */
export type Granted = PersonKnown & { granted: GrantedScopes }

/** A check returns nothing or throws: `PageError`, `RedirectError` or `InteractionNeeded`. */
export type Check<Phase> = (request: Phase, ctx: TenantContext) => void | Promise<void>

declare const passed: unique symbol
/** A request whose phase's checks have all passed; only `pass` makes one. */
export type Passed<Phase> = Phase & { readonly [passed]: true }
