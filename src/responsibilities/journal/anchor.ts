/** The signed head of the journal, to be stored where nobody of the appliance can reach it. */
import { canonical, ensureKey, isSignedBy, keyById, signWith } from '../seals/index.ts'
import type { Office } from '../context/index.ts'
import { appendEntry } from './append.ts'
import { findRow, readHead } from './journal.store.ts'
import { verifyJournal, type Verdict } from './verify.ts'

export type Anchor = {
  purpose: 'bailiwick journal anchor'
  seq: number
  hash: string
  /** ISO 8601, UTC. */
  at: string
  /** Id and public key (Ed25519, base64url) of the appliance. */
  key: string
  publicKey: string
  /** Ed25519 over the canonical JSON of the other members; base64url. */
  signature: string
}

export async function anchor(office: Pick<Office, 'db' | 'clock' | 'secrets'>, actor: string): Promise<Anchor> {
  const key = await ensureKey(office, 'appliance')
  const head = await readHead(office.db)
  const facts = { purpose: 'bailiwick journal anchor' as const, seq: head.seq, hash: head.hash, at: office.clock.now().toISOString(), key: key.id, publicKey: key.publicKey }
  await appendEntry(office, { kind: 'journal.anchored', actor, subject: 'journal', data: { seq: head.seq, hash: head.hash } })
  return { ...facts, signature: signWith(key, canonical(facts)) }
}

/**
 * Whether the journal still contains what the anchor saw. `trustedKey` is the public key that was written down with the first anchor;
 * without it the appliance's own record of its keys is believed, which somebody who rewrote the whole database could have rewritten too.
 */
export async function checkAnchor(office: Pick<Office, 'db' | 'secrets'>, given: Anchor, trustedKey?: string): Promise<Verdict> {
  const { signature, ...facts } = given
  const key = trustedKey ?? (await keyById(office, given.key))?.publicKey
  if (key === undefined) return { ok: false, seq: given.seq, sentence: `The anchor was signed with the key ${given.key}, which this appliance never had.` }
  if (given.purpose !== 'bailiwick journal anchor' || !isSignedBy(key, canonical(facts), signature)) return { ok: false, seq: given.seq, sentence: 'The signature of the anchor is wrong.' }
  const whole = await verifyJournal(office)
  if (!whole.ok) return whole
  const row = given.seq === 0 ? undefined : await findRow(office.db, given.seq)
  if (given.seq > 0 && row?.hash !== given.hash) {
    return { ok: false, seq: given.seq, sentence: row ? `The journal was re-written: entry ${given.seq} is not the one that was anchored on ${given.at}.` : `The journal was cut: the anchor of ${given.at} saw ${given.seq} entries.` }
  }
  return { ok: true, entries: whole.entries, head: whole.head, sentence: `The journal contains what was anchored on ${given.at}: entry ${given.seq}, unaltered.` }
}
