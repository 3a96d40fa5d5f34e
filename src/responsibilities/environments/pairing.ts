import { Problem } from '#kernel/problem.ts'
import { environmentOf, whoIs, within, type Environment, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { canonical, ensureKey, isSignedBy, signWith } from '../seals/index.ts'
import { currentPair, endPair, insertPair, type PairedRow } from './environments.store.ts'

/** What one appliance tells the other of itself. Signed with the key it names, so that a mistyped key does not pair. */
export type Card = { purpose: 'bailiwick environment'; name: string; environment: Environment; key: string; publicKey: string; signature: string }

export async function card(office: Office): Promise<Card> {
  const key = await ensureKey(office, 'appliance')
  const facts = { purpose: 'bailiwick environment' as const, name: new URL(office.appliance.manageOrigin).host, environment: environmentOf(office), key: key.id, publicKey: key.publicKey }
  return { ...facts, signature: signWith(key, canonical(facts)) }
}

export const pairedWith = ({ db }: Pick<Office, 'db'>): Promise<PairedRow | undefined> => currentPair(db)

/** Takes the other side's card; one partner at a time, of the other environment. Compare the key ids by another way than the card came. */
export async function pair(office: Office, caller: OperatorCaller, given: Card): Promise<PairedRow> {
  const { signature, ...facts } = given
  if (given.purpose !== 'bailiwick environment' || !isSignedBy(given.publicKey, canonical(facts), signature)) throw new Problem(400, 'card_wrong', 'This card was altered or is none; export it again on the other appliance.')
  const own = await ensureKey(office, 'appliance')
  if (given.publicKey === own.publicKey) throw new Problem(400, 'card_own', 'This is the card of this appliance; bring the one of the other.')
  if (given.environment === environmentOf(office)) throw new Problem(409, 'card_same_environment', `Both appliances say that they are ${given.environment}; a pair is one of each.`)
  return within(office, async (inner) => {
    const row: PairedRow = { key_id: given.key, public_key: given.publicKey, name: given.name, environment: given.environment, paired_by: whoIs(caller), paired_at: office.clock.now() }
    await endPair(inner.db, office.clock.now())
    await insertPair(inner.db, row)
    await appendEntry(inner, { kind: 'environment.paired', actor: whoIs(caller), subject: `environment:${row.key_id}`, data: { name: row.name, environment: row.environment } })
    return row
  })
}

export async function unpair(office: Office, caller: OperatorCaller): Promise<void> {
  await within(office, async (inner) => {
    const partner = await currentPair(inner.db)
    if (!partner) return
    await endPair(inner.db, office.clock.now())
    await appendEntry(inner, { kind: 'environment.unpaired', actor: whoIs(caller), subject: `environment:${partner.key_id}` })
  })
}
