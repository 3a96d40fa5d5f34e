import type { Office } from '../context/index.ts'
import type { Entry } from './append.ts'
import { countRows, findRows, rowsAfter, type Filter } from './journal.store.ts'
import { asLine } from './verify.ts'

/** Newest first. `kind` is a kind or the word before its dot: `task` finds `task.proposed`. */
export async function readEntries({ db }: Pick<Office, 'db'>, filter: Filter): Promise<{ items: (Entry & { hash: string })[]; total: number }> {
  const [rows, total] = await Promise.all([findRows(db, filter), countRows(db, filter)])
  return { items: rows.map((row) => ({ ...(JSON.parse(row.entry) as Entry), hash: row.hash })), total }
}

/** JSON lines, oldest first: `{"hash": …, "entry": …}`; hash is the SHA-256 of the text of entry as it stands in the line. */
export async function* exportLines({ db }: Pick<Office, 'db'>, after = 0): AsyncGenerator<string> {
  for (let seq = after; ;) {
    const rows = await rowsAfter(db, seq, 500)
    for (const row of rows) yield asLine(row.entry, row.hash)
    if (rows.length < 500) return
    seq = rows.at(-1)!.seq
  }
}
