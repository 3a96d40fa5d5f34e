/** Writes one backup: a consistent view of the database, two tables side by side, packed, sealed and summed up on the way to the disk. */
import { createHash } from 'node:crypto'
import { squeeze, writeBundle, type Lock, type Written } from '#platform/archive/index.ts'
import { openSnapshot, translate, type EmbeddedConnection, type Snapshot, type SnapshotTable } from '#platform/postgres/index.ts'
import { lowerPriority } from '#platform/processes/index.ts'
import { dataFiles } from './data-files.ts'
import { between, formatVersion, names, type Canary, type Content, type Manifest, type TableSum } from './format.ts'
import { tenantsThen } from './tenant.store.ts'

export type MakeRequest = {
  file: string
  content: Content
  lock: Lock
  dataDir: string
  database: string | EmbeddedConnection
  facts: Pick<Manifest, 'build' | 'base_domain' | 'ports' | 'hostname'>
}

export type Made = Written & { taken_at: string; schema: number; tables: number; rows: number; /** Of the tables, as text. */ data_bytes: number; seconds: number }

/** `far` is a share from 0 to 1. */
export type Progress = { far: number; sentence: string }

export type MakeHooks = {
  tell?: (progress: Progress) => void
  /** Plants the canary; what it resolves to is in the view that is taken right afterwards. */
  plant?: () => Promise<Canary | undefined>
  taken?: () => Promise<void>
}

const pieceSize = 8 * 1024 * 1024
const copiers = 2

type Add = (name: string, content: Buffer) => Promise<void>
const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

export async function makeBackup(request: MakeRequest, hooks: MakeHooks = {}): Promise<Made> {
  const began = performance.now()
  const { content, facts } = request
  const withData = content !== 'secrets'
  let canary: Canary | undefined
  const snapshot = withData ? await openSnapshot(request.database, { copiers, pieceSize, before: async () => void (canary = await hooks.plant?.()) }) : undefined
  try {
    snapshot?.backends.forEach(lowerPriority)
    await hooks.taken?.()
    const taken_at = (snapshot?.at ?? new Date()).toISOString()
    const manifest: Manifest = {
      product: 'bailiwick', format: formatVersion, content, ...facts, schema: snapshot?.schema ?? 0, postgres: snapshot?.postgres ?? '', taken_at,
      tables: snapshot?.tables.map(({ name, columns }) => ({ name, columns })) ?? [], ...(canary ? { canary } : {}), ...(snapshot ? { tenants: await tenantsThen(snapshot.db) } : {}),
    }
    const sums = { tables: 0, rows: 0, bytes: 0 }
    const written = await writeBundle(request.file, request.lock, async (add) => {
      await add(names.manifest, json(manifest))
      if (content !== 'data') for (const { path, content: bytes } of dataFiles(request.dataDir)) await add(names.file(path), bytes)
      if (snapshot) await addDatabase(snapshot, add, sums, hooks.tell)
      await add(names.complete, json(sums))
    })
    return { ...written, taken_at, schema: manifest.schema, tables: sums.tables, rows: sums.rows, data_bytes: sums.bytes, seconds: (performance.now() - began) / 1000 }
  } catch (reason) {
    // A connection that breaks is told in the system's words, `write EPIPE`.
    throw translate(reason)
  } finally {
    await snapshot?.close()
  }
}

async function addDatabase(snapshot: Snapshot, add: Add, sums: { tables: number; rows: number; bytes: number }, tell?: (progress: Progress) => void): Promise<void> {
  await add(names.before, Buffer.from(`${snapshot.scripts.before}\n`))
  await add(names.after, Buffer.from(`${snapshot.scripts.after.join(between)}\n`))
  await add(names.sequences, json(snapshot.sequences))
  const expected = Math.max(1, snapshot.tables.reduce((sum, { bytes }) => sum + bytes, 0))
  const left = [...snapshot.tables]
  let passed = 0
  const copyNext = async (): Promise<void> => {
    for (let table = left.shift(); table; table = left.shift()) {
      const sum = await addTable(snapshot, table, add)
      sums.tables += 1
      sums.rows += sum.rows
      sums.bytes += sum.bytes
      passed += table.bytes
      tell?.({ far: Math.min(0.99, passed / expected), sentence: `${sums.tables} of ${snapshot.tables.length} tables, ${Math.round(sums.bytes / 1e6)} MB.` })
    }
  }
  await Promise.all(Array.from({ length: copiers }, copyNext))
}

async function addTable(snapshot: Snapshot, table: SnapshotTable, add: Add): Promise<TableSum> {
  const hash = createHash('sha256')
  let number = 0
  let last: Promise<void> = Promise.resolve()
  const copied = table.unlogged ? { rows: 0, bytes: 0 } : await snapshot.copy(table, (piece) => {
    hash.update(piece)
    number += 1
    const [name, before] = [names.piece(table.name, number), last]
    // The next piece is read and packed while this one is written; they stand in the file in their order.
    last = squeeze(piece).then(async (small) => {
      await before
      await add(name, small)
    })
    return last
  })
  const sum: TableSum = { ...copied, sha256: hash.digest('hex') }
  await add(names.sum(table.name), json(sum))
  return sum
}
