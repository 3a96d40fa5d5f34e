/**
 * A mandate: the proof that a caller may run one operation now. Acts of the configuration area take one as an argument, so code
 * that forgot to ask does not compile; and since only the gate can issue one, code that made its own is found when it runs.
 */
import type { Risk } from './operation.ts'

/** `provider` supplies and maintains the appliance, `subscriber` runs it on its own infrastructure. */
export type Party = 'provider' | 'subscriber'

export const parties = ['provider', 'subscriber'] as const satisfies readonly Party[]
export const otherParty = (party: Party): Party => (party === 'provider' ? 'subscriber' : 'provider')

declare const issued: unique symbol

export type MandateFacts = {
  id: string
  /** The operation it is good for, and no other. */
  operation: string
  /** The row of the matrix, or `none` with the reason that the operation gives. */
  row: string
  reason?: string
  /** The version of the matrix that was asked; 0 for an operation without a row. */
  matrixVersion: number
  risk: Risk
  /** For which party the caller acts. */
  party: Party
  /** `person:…`, `client:…` or `local:…`, as the journal names the caller. */
  who: string
  /** `standing`: routine. `confirmed`: typed by one who is accountable as well. `signed-off`: by a task. `none`: the operation has no row. */
  basis: 'standing' | 'confirmed' | 'signed-off' | 'none'
  window?: string
  task?: string
  issuedAt: Date
}

export type Mandate = Readonly<MandateFacts> & { readonly [issued]: true }

const genuine = new WeakSet<object>()
let claimed = false

/** For the gate alone: the second caller is refused, so that nobody issues mandates beside it. */
export function claimIssuer(): (facts: MandateFacts) => Mandate {
  if (claimed) throw new Error('Mandates are issued by the gate alone; somebody else asked for its stamp.')
  claimed = true
  return (facts) => {
    const mandate = Object.freeze({ ...facts }) as Mandate
    genuine.add(mandate)
    return mandate
  }
}

/** Whether the gate of this process issued it; a look-alike, a copy or a cast is not genuine. */
export const isGenuine = (mandate: unknown): mandate is Mandate =>
  typeof mandate === 'object' && mandate !== null && genuine.has(mandate)

/** @throws when the mandate is not genuine, or was issued for another operation. */
export function requireMandate(mandate: Mandate, operation: string): Mandate {
  if (!isGenuine(mandate)) throw new Error(`The act ${operation} was called with a mandate that the gate did not issue.`)
  if (mandate.operation !== operation) throw new Error(`The act ${operation} was called with a mandate for ${mandate.operation}.`)
  return mandate
}
