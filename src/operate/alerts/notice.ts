/** One-way news to whoever gets alerts: nothing is wrong yet, and nothing ends it. */
import { hostname } from 'node:os'
import type { Logger } from '#platform/log/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Randomness } from '#platform/crypto/index.ts'
import { deliver, waysOut, type Alert, type Postbox } from './deliver.ts'

type News = { about: string; title: string; sentence: string }

/** Tried once each way; what did not arrive is in the log. */
export async function giveNotice(box: Postbox & { clock: Clock; random: Randomness; log: Logger }, { about, title, sentence }: News): Promise<void> {
  const alert: Alert = {
    id: `alr_${box.random.hex(12)}`, state: 'notice', node: hostname(), check: about, title, severity: 'normal', sentence, remedy: '', opened_at: box.clock.now().toISOString(),
  }
  const outcomes = await Promise.allSettled(waysOut(box.settings).map((way) => deliver(box, way, alert)))
  for (const outcome of outcomes) if (outcome.status === 'rejected') box.log.warn(`A notice could not be sent: ${(outcome.reason as Error).message}`, { check: about })
}
