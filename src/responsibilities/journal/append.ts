import { canonical, fingerprint } from '../seals/index.ts'
import type { Office } from '../context/index.ts'
import { insertRow, lockHead, moveHead } from './journal.store.ts'

export type NewEntry = {
  /** `task.proposed`, `window.opened`: what happened, in the past tense. */
  kind: string
  /** `person:…`, `client:…`, `local:…` or `appliance`. */
  actor: string
  subject?: string
  /** Facts, without secrets. */
  data?: Record<string, unknown>
}

export type Entry = Required<Pick<NewEntry, 'kind' | 'actor'>> & {
  seq: number
  /** ISO 8601, UTC. */
  at: string
  subject?: string
  data: Record<string, unknown>
  /** Hash of the entry before; 64 zeros for the first. */
  prev: string
}

/**
 * Appends within the caller's transaction when `office.db` is one: what is rolled back was never recorded, and what is recorded happened.
 * Resolves to the number of the entry.
 */
export function appendEntry(office: Pick<Office, 'db' | 'clock'>, { kind, actor, subject, data = {} }: NewEntry): Promise<number> {
  return office.db.transaction(async (db) => {
    const head = await lockHead(db)
    const at = office.clock.now()
    const entry: Entry = { seq: head.seq + 1, at: at.toISOString(), kind, actor, ...(subject === undefined ? {} : { subject }), data, prev: head.hash }
    const text = canonical(entry)
    const hash = fingerprint(text)
    await insertRow(db, { seq: entry.seq, at, kind, actor, subject: subject ?? null, entry: text, hash })
    await moveHead(db, { seq: entry.seq, hash })
    return entry.seq
  })
}
