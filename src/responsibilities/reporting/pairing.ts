import { Problem } from '#kernel/problem.ts'
import { whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { ensureKey } from '../seals/index.ts'
import { readConsoleCard, type ConsoleCard } from './console-card.ts'
import { say } from './exchange.ts'
import { confirmedItems, currentConsole, forgetItems, insertConsole, removeConsole, setConsents } from './reporting.store.ts'
import { consentKinds, holdingOf, type ConsentKind } from './sources.ts'

export type ReportingView = {
  paired: boolean
  /** Key of this appliance: what the provider compares. */
  own_key: string
  console?: { name: string; url: string; key: string; consents: ConsentKind[]; paired_by: string; paired_at: Date; answered_at: Date | null; failing_since: Date | null; last_error: string | null; next_at: Date }
  /** Everything that can be consented to, with what it means. */
  kinds: { kind: string; title: string; consented: boolean }[]
}

export async function viewReporting(office: Office): Promise<ReportingView> {
  const row = await currentConsole(office.db)
  const kinds = Object.entries(consentKinds).map(([kind, title]) => ({ kind, title, consented: row?.consents.includes(kind as ConsentKind) ?? false }))
  const own_key = (await ensureKey(office, 'appliance')).id
  if (!row) return { paired: false, own_key, kinds }
  const { name, url, key_id: key, consents, paired_by, paired_at, answered_at, failing_since, last_error, next_at } = row
  return { paired: true, own_key, kinds, console: { name, url, key, consents, paired_by, paired_at, answered_at, failing_since, last_error, next_at } }
}

/** The subscriber consents: from now on this appliance reports to the console whose card this is, and only what is listed. */
export async function pairConsole(office: Office, caller: OperatorCaller, given: ConsoleCard, consents: readonly ConsentKind[]): Promise<ReportingView> {
  const card = readConsoleCard(given)
  return within(office, async (inner) => {
    const before = await currentConsole(inner.db)
    if (before) await removeConsole(inner.db, whoIs(caller), office.clock.now())
    await insertConsole(inner.db, {
      key_id: card.key, public_key: card.publicKey, name: card.name, url: card.url.replace(/\/+$/, ''), ca: card.ca ?? null, enrolment_sealed: card.enrolment === undefined ? null : office.secrets.seal(card.enrolment),
      consents: [...new Set(consents)], paired_by: whoIs(caller), paired_at: office.clock.now(),
    })
    await forgetItems(inner.db, card.key)
    await appendEntry(inner, { kind: 'reporting.paired', actor: whoIs(caller), subject: `console:${card.key}`, data: { name: card.name, url: card.url, consents } })
    return viewReporting(inner)
  })
}

/** More or less from now on; what is no longer consented to is taken off the console with the next report. */
export async function changeConsents(office: Office, caller: OperatorCaller, consents: readonly ConsentKind[]): Promise<ReportingView> {
  return within(office, async (inner) => {
    const changed = await setConsents(inner.db, [...new Set(consents)], office.clock.now())
    if (!changed) throw new Problem(409, 'not_reporting', 'This appliance reports to no console; pair it with the card of one first.')
    await appendEntry(inner, { kind: 'reporting.consented', actor: whoIs(caller), subject: `console:${changed.key_id}`, data: { consents } })
    return viewReporting(inner)
  })
}

/** Takes effect at once. The console is told when it can be reached now; it learns nothing later, because nothing more is sent. */
export async function endReporting(office: Office, caller: OperatorCaller): Promise<{ sentence: string }> {
  const pairing = await currentConsole(office.db)
  if (!pairing) throw new Problem(409, 'not_reporting', 'This appliance reports to no console.')
  await within(office, async (inner) => {
    await removeConsole(inner.db, whoIs(caller), office.clock.now())
    await appendEntry(inner, { kind: 'reporting.ended', actor: whoIs(caller), subject: `console:${pairing.key_id}` })
  })
  const confirmed = await confirmedItems(office.db, pairing.key_id)
  const told = pairing.enrolment_sealed ? false : await say(office, pairing, { put: [], drop: confirmed.map(({ item }) => item), holding: holdingOf(confirmed), leaving: true }).then(() => true, () => false)
  await forgetItems(office.db, pairing.key_id)
  return { sentence: told ? `Nothing is reported to ${pairing.name} any more; its console was told, and has dropped what it had.` : `Nothing is reported to ${pairing.name} any more. Its console could not be told and keeps what it has.` }
}

/** The key of the console that this appliance is paired with; files that it signed are the provider's word too. */
export async function pairedConsoleKey({ db }: Pick<Office, 'db'>): Promise<{ id: string; publicKey: string } | undefined> {
  const row = await currentConsole(db)
  return row && { id: row.key_id, publicKey: row.public_key }
}
