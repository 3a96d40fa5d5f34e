/** Walks the chain and names the first entry that is not what it was. */
import { fingerprint } from '../seals/index.ts'
import type { Office } from '../context/index.ts'
import type { Entry } from './append.ts'
import { readHead, rowsAfter, type JournalRow } from './journal.store.ts'

export type Verdict =
  | { ok: true; entries: number; head: string; sentence: string }
  /** `seq`: the first entry that is wrong or missing. */
  | { ok: false; seq: number; sentence: string }

export const firstHash = '0'.repeat(64)
const batch = 1000

/** What is wrong with an entry that should be number `seq` and follow `prev`; undefined when nothing is. */
export function complaint(text: string, hash: string, seq: number, prev: string): string | undefined {
  if (fingerprint(text) !== hash) return `Entry ${seq} was altered: its content does not have the hash that was recorded for it.`
  const entry = parsed(text)
  if (!entry) return `Entry ${seq} is not an entry.`
  if (entry.seq !== seq) return `Entry ${seq} says that it is number ${entry.seq}.`
  if (entry.prev !== prev) return `Entry ${seq} does not follow the entry before it: the chain was cut or re-written here.`
  return undefined
}

function parsed(text: string): Entry | undefined {
  try {
    return JSON.parse(text) as Entry
  } catch {
    return undefined
  }
}

/** The columns beside the text are what searches use, so they must say the same. */
function columnComplaint(row: JournalRow): string | undefined {
  const entry = JSON.parse(row.entry) as Entry
  const same = entry.kind === row.kind && entry.actor === row.actor && (entry.subject ?? null) === row.subject && entry.at === row.at.toISOString()
  return same ? undefined : `Entry ${row.seq} was altered: what searches see of it differs from what was recorded.`
}

export async function verifyJournal({ db }: Pick<Office, 'db'>): Promise<Verdict> {
  // One snapshot, so that entries appended meanwhile do not look like a wrong head.
  return db.transaction(async (tx) => {
    await tx.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const head = await readHead(tx)
    let seq = 0
    let prev = firstHash
    for (;;) {
      const rows = await rowsAfter(tx, seq, batch)
      for (const row of rows) {
        if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, sentence: `Entry ${seq + 1} is missing: after ${seq} comes ${row.seq}.` }
        const wrong = complaint(row.entry, row.hash, row.seq, prev) ?? columnComplaint(row)
        if (wrong) return { ok: false, seq: row.seq, sentence: wrong }
        seq = row.seq
        prev = row.hash
      }
      if (rows.length < batch) break
    }
    if (head.seq > seq) return { ok: false, seq: seq + 1, sentence: `Entry ${seq + 1} is missing: the journal ends at ${seq}, but ${head.seq} entries were written.` }
    if (head.seq !== seq || head.hash !== prev) return { ok: false, seq, sentence: `The end of the journal was altered: entry ${seq} is not the one that was written last.` }
    return { ok: true, entries: seq, head: prev, sentence: seq === 0 ? 'The journal is empty.' : `The journal is whole: ${seq} ${seq === 1 ? 'entry' : 'entries'}, each following the one before.` }
  })
}

/** The same for exported lines, which may begin later than the first entry; `hash` stands beside the entry in each line. */
export function verifyLines(lines: Iterable<string>): Verdict {
  let last: { seq: number; hash: string } | undefined
  let count = 0
  for (const line of lines) {
    if (line.trim() === '') continue
    const found = readLine(line)
    const seq = last ? last.seq + 1 : found?.seq ?? 1
    if (!found) return { ok: false, seq, sentence: `The line for entry ${seq} is not an entry.` }
    const wrong = complaint(found.text, found.hash, seq, last?.hash ?? found.prev)
    if (wrong) return { ok: false, seq, sentence: wrong }
    last = { seq, hash: found.hash }
    count += 1
  }
  return { ok: true, entries: count, head: last?.hash ?? firstHash, sentence: `The lines are whole: ${count} entries, each following the one before.` }
}

export const asLine = (text: string, hash: string): string => `{"hash":"${hash}","entry":${text}}\n`

export function readLine(line: string): { seq: number; prev: string; hash: string; text: string } | undefined {
  const match = /^\{"hash":"([0-9a-f]{64})","entry":(\{.*\})\}\r?\n?$/.exec(line)
  const entry = match && parsed(match[2]!)
  return match && entry ? { seq: entry.seq, prev: entry.prev, hash: match[1]!, text: match[2]! } : undefined
}
