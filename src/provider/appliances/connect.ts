/** How an appliance comes to be known here: by a card that its subscriber brings to it, or, on an isolated network, by a card of its own that is brought here. */
import { problem, Problem } from '#kernel/problem.ts'
import { digest } from '#platform/crypto/index.ts'
import { UniqueViolation } from '#platform/postgres/index.ts'
import { whoIs, within, type OperatorCaller } from '#responsibilities/context/index.ts'
import type { Card } from '#responsibilities/environments/index.ts'
import { appendEntry } from '#responsibilities/journal/index.ts'
import { signConsoleCard, type ConsoleCard } from '#responsibilities/reporting/index.ts'
import { canonical, ensureKey, isSignedBy } from '#responsibilities/seals/index.ts'
import type { Console } from '../context/index.ts'
import { applianceById, dropAllItems, insertAppliance, setAppliance, type ApplianceRow } from './appliances.store.ts'

export const ApplianceNotFound = problem(404, 'appliance_not_found', 'No such appliance reports here.')

const lifetimeMs = 7 * 24 * 3600 * 1000

/** The card is shown this once: it introduces one appliance, within a week. */
export async function awaitAppliance({ office, name, origin, ca }: Console, caller: OperatorCaller, subscriber: string): Promise<{ appliance: ApplianceRow; card: ConsoleCard; expiresAt: Date }> {
  const enrolment = office.random.token()
  const now = office.clock.now()
  const expiresAt = new Date(now.getTime() + lifetimeMs)
  return within(office, async (inner) => {
    const appliance = await insertAppliance(inner.db, { id: `apl_${office.random.hex(16)}`, subscriber, created_by: whoIs(caller), created_at: now }, { hash: digest(enrolment), expires: expiresAt })
    await appendEntry(inner, { kind: 'appliance.awaited', actor: whoIs(caller), subject: `appliance:${appliance.id}`, data: { subscriber } })
    const card = signConsoleCard(await ensureKey(inner, 'provider'), { name, url: origin, ...(ca === undefined ? {} : { ca }), enrolment })
    return { appliance, card, expiresAt }
  })
}

/** For an appliance that cannot report: its cases come as files, which its key signs. */
export async function connectIsolated({ office }: Console, caller: OperatorCaller, subscriber: string, card: Card): Promise<ApplianceRow> {
  const { signature, ...facts } = card
  if (card.purpose !== 'bailiwick environment' || !isSignedBy(card.publicKey, canonical(facts), signature)) throw new Problem(400, 'card_wrong', 'This is not the card of an appliance, or it was altered; `bailiwick environments card` prints it there.')
  try {
    return await within(office, async (inner) => {
      const appliance = await insertAppliance(inner.db, { id: `apl_${office.random.hex(16)}`, subscriber, created_by: whoIs(caller), created_at: office.clock.now() }, { keyId: card.key, publicKey: card.publicKey })
      await appendEntry(inner, { kind: 'appliance.connected', actor: whoIs(caller), subject: `appliance:${appliance.id}`, data: { subscriber, key: card.key, isolated: true } })
      return appliance
    })
  } catch (error) {
    if (error instanceof UniqueViolation) throw new Problem(409, 'appliance_known', 'This appliance is known here already.')
    throw error
  }
}

/** What it said is dropped; that it was here stays in the journal. Its messages are refused from now on. */
export async function removeAppliance({ office }: Console, caller: OperatorCaller, id: string): Promise<void> {
  await within(office, async (inner) => {
    const row = await applianceById(inner.db, id, true)
    if (!row || row.state === 'removed') throw ApplianceNotFound()
    await dropAllItems(inner.db, id)
    await setAppliance(inner.db, id, { ...row, state: 'removed' })
    await appendEntry(inner, { kind: 'appliance.removed', actor: whoIs(caller), subject: `appliance:${id}`, data: { subscriber: row.subscriber } })
  })
}
