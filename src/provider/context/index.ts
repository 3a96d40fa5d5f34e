/**
 * What the acts and pages of the provider's console may use: the office of the provider (its key, people, journal, notices), and how its people sign
 * in. Owns nothing. The console is a small product of its own beside the appliance: it shares the code, never a database.
 */
import type { TenantContext } from '#platform/context/index.ts'
import type { Office, OperatorCaller } from '#responsibilities/context/index.ts'

export type Console = {
  office: Office
  /** The provider, as its card and pages call it. */
  name: string
  /** Where it answers: `https://manage.provider.localhost:8543`. */
  origin: string
  /** PEM of the authority that made its certificate; undefined when an operator brought one that the world trusts. */
  ca: string | undefined
  signIn: SignIn
}

/** The root tenant authority of the console's own installation lets people in. */
export type SignIn = {
  /** Where the browser goes; comes back to `/callback` with a code. */
  authorizeUrl(input: { state: string; challenge: string }): string
  /** The user behind a code; undefined when it is none. */
  userOf(input: { code: string; verifier: string }): Promise<string | undefined>
  logoutUrl(): string
}

export type ConsoleContext = TenantContext & { console: Console }
export type Operator = OperatorCaller & { person: NonNullable<OperatorCaller['person']> }

/** Somebody at the pages; `csrf` is what their forms carry. */
export type SignedIn = { operator: Operator; person: Operator['person']; csrf: string }
