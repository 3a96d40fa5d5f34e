/** The copy on the node: `<folder>/journal.jsonl`, a line an entry, only ever appended to. */
import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Office } from '../context/index.ts'
import { findRow, holdName, readHead } from './journal.store.ts'
import { exportLines } from './read.ts'
import { readLine, verifyLines, type Verdict } from './verify.ts'

const fileOf = (folder: string) => join(folder, 'journal.jsonl')
const lastBytes = 256 * 1024

/**
 * Writes to the file what it does not have yet; resolves to a sentence. One writer at a time, whoever else calls.
 * A line that a crash cut short is completed by starting it anew on the next line; `verifyMirror` skips the torn one.
 * A file that knows more than the database (a restore went back in time) or something else is left alone and reported.
 */
export async function mirrorJournal(office: Pick<Office, 'db'>, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return office.db.transaction(async (db) => {
    if (!(await holdName(db, `journal mirror ${folder}`))) return 'The copy of the journal is being written by another process.'
    const tail = await readTail(fileOf(folder))
    const head = await readHead(db)
    if (tail.last && tail.last.seq > head.seq) throw new Error(`The copy of the journal in ${folder} ends at entry ${tail.last.seq}, the database at ${head.seq}: the database was set back. Keep the file and compare before going on.`)
    if (tail.last && (await findRow(db, tail.last.seq))?.hash !== tail.last.hash) throw new Error(`The copy of the journal in ${folder} and the database differ at entry ${tail.last.seq}. Keep both; one of them was altered.`)
    let count = 0
    const file = await open(fileOf(folder), 'a', 0o600)
    try {
      if (tail.torn) await file.write('\n')
      for await (const line of exportLines({ db }, tail.last?.seq ?? 0)) {
        await file.write(line)
        count += 1
      }
      if (count > 0) await file.sync()
    } finally {
      await file.close()
    }
    return count === 0 ? 'The copy of the journal is complete.' : `Copied ${count} ${count === 1 ? 'entry' : 'entries'} of the journal to the node.`
  })
}

/** The last whole line of the file; entries are far smaller than what is read. */
async function readTail(path: string): Promise<{ last: { seq: number; hash: string } | undefined; torn: boolean }> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0
  if (size === 0) return { last: undefined, torn: false }
  const file = await open(path, 'r')
  try {
    for (let length = Math.min(size, lastBytes); ; length = Math.min(size, length * 4)) {
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
      const lines = buffer.toString('utf8').split('\n')
      const torn = lines.at(-1) !== ''
      const last = lines.slice(0, -1).map(readLine).findLast((line) => line !== undefined)
      if (last || length === size) return { last, torn }
    }
  } finally {
    await file.close()
  }
}

/** Whether the copy is whole in itself. */
export async function verifyMirror(folder: string): Promise<Verdict> {
  const lines = (await readFile(fileOf(folder), 'utf8')).split('\n')
  return verifyLines(lines.filter((line, index) => index < lines.length - 1 && !(readLine(line) === undefined && line !== '' && isTorn(line, lines[index + 1] ?? ''))))
}

/** A torn line is the beginning of the whole one that follows it. */
const isTorn = (line: string, next: string): boolean => next.startsWith(line) && next.length > line.length
