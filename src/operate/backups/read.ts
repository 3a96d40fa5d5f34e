/** Reads a backup: what it is, and its content into an empty database and a folder, every table compared with its sum. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { BackupUnreadable, readBundle, unsqueeze, type Keys, type Part } from '#platform/archive/index.ts'
import { openLoader, type EmbeddedConnection, type Loader, type Sequence } from '#platform/postgres/index.ts'
import { putDataFile } from './data-files.ts'
import { between, fileOf, formatVersion, names, pieceOf, sumOf, type Manifest, type TableSum } from './format.ts'
import type { Progress } from './make.ts'

/** What this build can take up. */
export type Able = { build: string; schema: number }

const parsed = <T>(part: Part): T => JSON.parse(part.content.toString('utf8')) as T

/** @throws BackupUnreadable */
export async function readManifest(file: string, keys: Keys): Promise<Manifest> {
  for await (const part of readBundle(file, keys)) return manifestOf(part, file)
  throw new BackupUnreadable('incomplete', `${file} is empty.`)
}

function manifestOf(part: Part, file: string): Manifest {
  const manifest = part.name === names.manifest ? parsed<Manifest>(part) : undefined
  if (manifest?.product !== 'bailiwick') throw new BackupUnreadable('not-ours', `${file} can be opened, but is no backup of Bailiwick.`)
  return manifest
}

/** A backup of a newer build may hold what this one does not understand. */
export function refuseNewer(manifest: Manifest, able: Able): void {
  if (manifest.format <= formatVersion && manifest.schema <= able.schema) return
  throw new BackupUnreadable('too-new', `This backup was made by the newer build ${manifest.build} (schema ${manifest.schema}); this is build ${able.build} (schema ${able.schema}). Install ${manifest.build} or a newer one and restore with that. Nothing was changed.`)
}

export type LoadTarget = {
  /** An empty database; left out, the tables of the backup are checked and thrown away. */
  database?: string | EmbeddedConnection
  /** Where files beside the database go. */
  folder?: string
  able: Able
  /** Somebody is served on this machine meanwhile: it takes longer, and one core. */
  beside?: boolean
  tell?: (progress: Progress) => void
}

export type Loaded = { manifest: Manifest; sums: Record<string, TableSum>; rows: number; bytes: number; files: string[] }

/** @throws BackupUnreadable */
export async function loadBackup(file: string, keys: Keys, target: LoadTarget): Promise<Loaded> {
  let manifest: Manifest | undefined
  let loader: Loader | undefined
  const scripts = { before: '', after: [] as string[] }
  let sequences: Sequence[] = []
  let complete = false
  const tables = new Map<string, Filling>()
  const sums: Record<string, TableSum> = {}
  const files: string[] = []
  const total = { rows: 0, bytes: 0 }
  // The largest table comes first and may be most of the file, so what is read counts, not how many tables are done.
  const [whole, readShare] = [Math.max(1, statSync(file, { throwIfNoEntry: false })?.size ?? 1), 0.8]
  let read = 0
  let unpacked = 0
  const tell = () => target.tell?.({ far: readShare * Math.min(1, read / whole), sentence: `${Math.round(unpacked / 1e6)} MB of rows, ${Object.keys(sums).length} of ${manifest?.tables.length ?? 0} tables.` })
  try {
    for await (const part of readBundle(file, keys)) {
      if (!manifest) {
        manifest = manifestOf(part, file)
        refuseNewer(manifest, target.able)
        continue
      }
      read += part.content.length
      const [piece, sum, path] = [pieceOf(part.name), sumOf(part.name), fileOf(part.name)]
      if (path !== undefined) {
        files.push(path)
        if (target.folder !== undefined) putDataFile(target.folder, { path, content: part.content })
      } else if (part.name === names.before) {
        scripts.before = part.content.toString('utf8')
        if (target.database !== undefined) loader = await openLoader(target.database, scripts.before, { loaders: 3, ...(target.beside ? { indexers: 1 } : {}) })
      } else if (part.name === names.after) scripts.after = part.content.toString('utf8').trimEnd().split(between)
      else if (part.name === names.sequences) sequences = parsed(part)
      else if (piece !== undefined) {
        const filling = tables.get(piece) ?? fill(piece, manifest, loader)
        tables.set(piece, filling)
        const rows = await unsqueeze(part.content)
        unpacked += rows.length
        await filling.take(rows)
        tell()
      } else if (sum !== undefined) {
        const told = parsed<TableSum>(part)
        const found = await tables.get(sum)?.end() ?? { rows: 0, bytes: 0, sha256: createHash('sha256').digest('hex') }
        tables.delete(sum)
        if (found.sha256 !== told.sha256 || (loader && found.rows !== told.rows)) throw new BackupUnreadable('damaged', `The table ${sum} in ${file} does not have the sum that was written with it. Use another copy.`)
        sums[sum] = told
        total.rows += told.rows
        total.bytes += told.bytes
        tell()
      } else if (part.name === names.complete) complete = true
    }
    if (!manifest || !complete || Object.keys(sums).length !== manifest.tables.length) throw new BackupUnreadable('incomplete', `${file} is only a part of a backup: its end is missing. Use another copy.`)
    await loader?.finish(scripts.after, sequences, (done, all) => target.tell?.({ far: readShare + ((0.99 - readShare) * done) / all, sentence: `The rows are in; ${done} of ${all} keys and indexes.` }))
    return { manifest, sums, ...total, files }
  } catch (reason) {
    for (const filling of tables.values()) filling.abandon(reason as Error)
    throw reason
  } finally {
    await loader?.close()
  }
}

type Filling = { take(piece: Buffer): Promise<void>; end(): Promise<TableSum>; abandon(reason: Error): void }

/** A table that is being filled; `take` waits while the database is slower than the file. */
function fill(table: string, manifest: Manifest, loader: Loader | undefined): Filling {
  const columns = manifest.tables.find(({ name }) => name === table)?.columns
  if (!columns) throw new BackupUnreadable('damaged', `The backup has rows of a table "${table}" that it does not describe.`)
  const hash = createHash('sha256')
  let bytes = 0
  const channel = new TransformStream<Buffer, Buffer>(undefined, new CountQueuingStrategy({ highWaterMark: 2 }))
  const writer = channel.writable.getWriter()
  writer.closed.catch(() => {})
  const filled = loader?.fill(table, columns, channel.readable as unknown as AsyncIterable<Uint8Array>)
  filled?.catch((reason: Error) => void writer.abort(reason).catch(() => {}))
  return {
    async take(piece) {
      hash.update(piece)
      bytes += piece.length
      if (!filled) return
      await writer.ready.catch(() => filled)
      void writer.write(piece).catch(() => {})
    },
    async end() {
      if (filled) void writer.close().catch(() => {})
      const copied = await filled
      return { rows: copied?.rows ?? 0, bytes, sha256: hash.digest('hex') }
    },
    abandon: (reason) => void writer.abort(reason).catch(() => {}),
  }
}
