/** Writes the export: one JSON object a line in `user-export.json`, in a gzipped tar, encrypted. */
import { createCipheriv, createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sealFile, tarGzOf, writeWhole, type Written } from '#platform/archive/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { ExportField } from './user-export.contract.ts'
import { usersAfter, type Place } from './user-export.store.ts'

export type State = { state: 'running' | 'done' | 'failed'; sentence: string; users: number; started_at: string; name?: string; bytes?: number; md5?: string; sha256?: string }
type Kept = State & { pid: number }

export const folderOf = (dataDir: string): string => join(dataDir, 'user-export')
const stateFile = (folder: string): string => join(folder, 'state.json')
const batch = 1_000

export async function readState(dataDir: string): Promise<State | undefined> {
  const text = await readFile(stateFile(folderOf(dataDir)), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { pid, ...state } = JSON.parse(text) as Kept
  if (state.state === 'running' && !isAlive(pid)) return { ...state, state: 'failed', sentence: 'The process that made the export ended; remove it and start it anew.' }
  return state
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export type Order = { password: string; fields: readonly ExportField[]; format: 'age' | 'openssl' }

/** False when there is an export already. The folder is made in one step, so that of two at once one wins. */
export async function beginExport(dataDir: string, now: Date): Promise<boolean> {
  const folder = folderOf(dataDir)
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  await keep(folder, { state: 'running', sentence: 'User export in progress.', users: 0, started_at: now.toISOString() })
  return true
}

/** Whole or not at all: somebody may ask at any moment. */
async function keep(folder: string, state: State, pid = process.pid): Promise<void> {
  const draft = `${stateFile(folder)}.${process.pid}.new`
  await writeFile(draft, JSON.stringify({ ...state, pid } satisfies Kept), { mode: 0o600 })
  await rename(draft, stateFile(folder))
}

/** Another process goes on with it; unless it has begun already. */
export async function takeOver(dataDir: string, pid: number): Promise<void> {
  const state = await readState(dataDir)
  if (state?.state === 'running' && state.users === 0) await keep(folderOf(dataDir), state, pid)
}

/** Never rejects: how it went stands in the state. */
export async function makeExport(db: Pick<Database, 'rows'>, dataDir: string, order: Order): Promise<void> {
  const folder = folderOf(dataDir)
  const begun = (await readState(dataDir))!
  const plain = join(folder, 'user-export.json')
  try {
    const users = await writeUsers(db, plain, order.fields, (count) => keep(folder, { ...begun, users: count }))
    const packed = tarGzOf('user-export.json', (await stat(plain)).size, createReadStream(plain))
    const name = `user_export.tar.gz.${order.format === 'age' ? 'age' : 'enc'}`
    const written: Written = order.format === 'age' ? await sealFile(join(folder, name), { passphrase: order.password }, packed) : await writeWhole(join(folder, name), asOpenssl(order.password, packed))
    await keep(folder, { ...begun, state: 'done', sentence: 'User export found', users, name, ...written })
  } catch (error) {
    await keep(folder, { ...begun, state: 'failed', sentence: `The export failed: ${error instanceof Error ? error.message : String(error)}.` }).catch(() => {})
  } finally {
    await rm(plain, { force: true })
  }
}

async function writeUsers(db: Pick<Database, 'rows'>, file: string, fields: readonly ExportField[], told: (count: number) => Promise<void>): Promise<number> {
  const handle = await open(file, 'w', 0o600)
  let count = 0
  try {
    for (let place: Place = { tenant: -1, user: '' }; ; ) {
      const rows = await usersAfter(db, fields, place, batch)
      if (rows.length > 0) await handle.writeFile(`${rows.map(({ at_tenant: _tenant, at_user: _user, ...row }) => JSON.stringify(row)).join('\n')}\n`)
      count += rows.length
      await told(count)
      const last = rows.at(-1)
      if (!last || rows.length < batch) return count
      place = { tenant: last.at_tenant, user: last.at_user }
    }
  } finally {
    await handle.close()
  }
}

/** What `openssl enc -aes-256-ctr -md md5 -nosalt -k` makes: key and counter are MD5 sums of the password, without salt. */
export async function* asOpenssl(password: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest()
  const word = Buffer.from(password, 'utf8')
  const first = md5(word)
  const second = md5(first, word)
  const cipher = createCipheriv('aes-256-ctr', Buffer.concat([first, second]), md5(second, word))
  for await (const piece of pieces) yield cipher.update(piece)
  yield cipher.final()
}
