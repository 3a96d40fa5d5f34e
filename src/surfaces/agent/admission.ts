/** Whether a signed request is let in: who signed it, when, and whether it was here before. Each refusal is a sentence; none costs anything. */
import type { KeyObject } from 'node:crypto'
import type { Clock } from '#platform/clock/index.ts'
import { endpointHeader, SignatureProblem, verifyRequest, type Signable } from '#platform/signatures/index.ts'

/** Seconds that clocks may be apart, which is also how long a request may be under way. */
export const tolerance = 60

export type Admission<Holder> = {
  clock: Clock
  /** Undefined when the key is not authorised. */
  holderOf(keyId: string): Promise<(Holder & { publicKey: KeyObject }) | undefined>
  /** False when it was spent before. */
  spend(keyId: string, nonce: string, seconds: number): Promise<boolean>
  /** SHA-256 of the certificates that this node shows, or showed a moment ago; base64. */
  endpoints(): readonly string[]
}

export type Admitted<Holder> = { holder: Holder & { publicKey: KeyObject }; keyId: string }

export class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, sentence: string) {
    super(sentence)
    this.name = 'Refused'
    this.status = status
    this.code = code
  }
}

/** @throws Refused */
export async function admit<Holder>(request: Signable, { clock, holderOf, spend, endpoints }: Admission<Holder>): Promise<Admitted<Holder>> {
  let holder: (Holder & { publicKey: KeyObject }) | undefined
  const signed = await verifyRequest(request, async (keyId) => {
    holder = await holderOf(keyId)
    return holder?.publicKey
  }).catch((error: unknown) => {
    if (!(error instanceof SignatureProblem)) throw error
    throw new Refused(401, error.reason, error.reason === 'unknown_key' ? 'This key is not authorised here; somebody who configures the appliance adds it, on the CLI page or with `bailiwick cli-keys add`.' : error.message)
  })
  const given = request.headers[endpointHeader]
  if (given === undefined || !endpoints().includes(given)) throw new Refused(401, 'other_endpoint', 'The request was signed for another appliance, or something stands between you and this one: the certificate that you saw is not the one shown here.')
  requireFresh(signed.created, clock.now())
  // Last: what was refused before has spent nothing.
  if (!(await spend(signed.keyId, signed.nonce, 2 * tolerance + 60))) throw new Refused(401, 'replayed', 'This request was received before; a request is taken once. If you did not send it twice, somebody recorded it.')
  return { holder: holder!, keyId: signed.keyId }
}

function requireFresh(created: Date, now: Date): void {
  const seconds = Math.round((created.getTime() - now.getTime()) / 1000)
  const apart = Math.abs(seconds)
  if (apart <= tolerance) return
  const span = apart < 120 ? `${apart} seconds` : apart < 7200 ? `${Math.round(apart / 60)} minutes` : `${Math.round(apart / 3600)} hours`
  throw new Refused(401, 'clock_skew', `The clock of your machine is ${span} ${seconds > 0 ? 'ahead of' : 'behind'} this node's, which says ${now.toISOString()}; ${tolerance} seconds are let pass. Set the one that is wrong, by NTP.`)
}
