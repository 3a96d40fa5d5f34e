/**
 * Puts a cluster back to a moment: a base backup is laid out, and the server goes through the archived log from there. Segments are opened as the server asks
 * for them, a few ahead, so neither disk nor memory has to hold the whole log.
 */
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BackupUnreadable, openFile, readBundle, unsqueeze, untar, type Keys } from '#platform/archive/index.ts'
import { clusterFolder, ranOut, recoverySettings, segmentAfter, startEmbedded, type EmbeddedPostgres, type Log } from '#platform/postgres/index.ts'
import { putDataFile, readManifest, refuseNewer, RestoreRefused, type Able, type Manifest, type Progress } from '../backups/index.ts'
import { archiveFormat, isClusterPiece, isSegment, names, reachOf, readBases, readNote, readSegments, type BaseNote, type SealedSegment } from './format.ts'

export const isArchive = (path: string): boolean => readNote(path) !== undefined

export type RewindOptions = { folder: string; keys: Keys; /** The last archived moment unless given. */ to: Date | undefined; able: Able; log: Log; tell?: (progress: Progress) => void }

/** What is known before anything is written. */
export type Course = { manifest: Manifest; base: BaseNote; keys: Keys; segments: Map<string, SealedSegment>; needed: string[]; to: Date; exact: boolean }

/** @throws RestoreRefused, BackupUnreadable */
export async function plot({ folder, keys, to, able }: RewindOptions): Promise<Course> {
  const note = readNote(folder)
  if (!note) throw new RestoreRefused(`${folder} is no archive: it has no ${names.note}.`)
  if (note.format > archiveFormat) throw new BackupUnreadable('too-new', `The archive ${folder} was made by a newer build. Install that build or a newer one. Nothing was changed.`)
  const identity = await keyOf(folder, keys)
  const [bases, list] = [readBases(folder), readSegments(folder)]
  const reach = reachOf(list)
  const [first] = bases
  if (!first || !reach) throw new RestoreRefused(`${folder} holds no complete base backup yet; nothing can be restored from it.`)
  const span = `It reaches from ${first.consistent_at} to ${reach.toISOString()}.`
  if (to && to < new Date(first.consistent_at)) throw new RestoreRefused(`${to.toISOString()} is before the archive begins. ${span}`)
  if (to && to > reach) throw new RestoreRefused(`${to.toISOString()} is after the last archived moment. ${span}`)
  const aim = to ?? reach
  const base = bases.findLast(({ consistent_at }) => new Date(consistent_at) <= aim)!
  const opened: Keys = { identities: [identity] }
  const manifest = await readManifest(join(folder, base.file), opened)
  refuseNewer(manifest, able)
  const segments = new Map(list.map((each) => [each.segment, each]))
  return { manifest: { ...manifest, taken_at: aim.toISOString() }, base, keys: opened, segments, needed: neededOf(folder, base, segments, aim), to: aim, exact: to !== undefined }
}

async function keyOf(folder: string, keys: Keys): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of openFile(join(folder, names.key), keys)) pieces.push(piece)
  const identity = Buffer.concat(pieces).toString('utf8').split('\n').find((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (identity === undefined) throw new BackupUnreadable('damaged', `${join(folder, names.key)} holds no key. Use another copy.`)
  return identity
}

/** From the base to the segment in which the moment lies, without a gap. */
function neededOf(folder: string, base: BaseNote, segments: ReadonlyMap<string, SealedSegment>, aim: Date): string[] {
  const needed: string[] = []
  for (let segment = base.start_segment; ; segment = segmentAfter(segment, base.segment_size)) {
    const known = segments.get(segment)
    if (!known || !existsSync(join(folder, names.sealed(segment)))) throw new BackupUnreadable('incomplete', `The archive ${folder} lacks the segment ${segment}, without which ${aim.toISOString()} cannot be reached. Use another copy, or an earlier moment.`)
    needed.push(segment)
    if (segment >= base.stop_segment && new Date(known.at) >= aim) return needed
  }
}

/** Lays out the base in an empty data directory, files beside the database in `files`, and goes through the log. Resolves to the server, which runs on the result. */
export async function rewind(options: RewindOptions & { course: Course; stage: string; files: string; settings: Record<string, string | number> }): Promise<{ postgres: EmbeddedPostgres; files: string[]; bytes: number }> {
  const { course, stage, log, tell } = options
  const cluster = clusterFolder(stage)
  const laid = await layOut(join(options.folder, course.base.file), course, { stage, cluster, files: options.files, tell })
  writeFileSync(join(cluster, 'recovery.signal'), '')
  const served = join(cluster, servedFolder)
  mkdirSync(served, { mode: 0o700 })
  const feeder = feed(options.folder, course, served, (done) => tell?.({ far: 0.4 + (0.55 * done) / course.needed.length, sentence: `${done} of ${course.needed.length} pieces of the log.` }))
  const start = (target: Date | undefined) => startEmbedded({ dataDir: stage, log, settings: { ...options.settings, ...recoverySettings(command, target) } })
  try {
    let postgres: EmbeddedPostgres
    try {
      postgres = await start(course.exact ? course.to : undefined)
    } catch (reason) {
      if (feeder.failure()) throw feeder.failure()!
      // Nothing was committed between the moment and the end of what was archived, so all of it is the state of that moment.
      if (!(reason as Error).message.includes(ranOut)) throw reason
      postgres = await start(undefined)
    }
    if (feeder.failure()) {
      await postgres.stop()
      throw feeder.failure()!
    }
    return { postgres, ...laid }
  } finally {
    await feeder.stop()
    rmSync(served, { recursive: true, force: true })
  }
}

const servedFolder = 'archiving-served'
const command = `test -e ${servedFolder}/%f || { : > ${servedFolder}/%f.want; until test -e ${servedFolder}/%f || test -e ${servedFolder}/%f.none; do sleep 0.02; done; }; mv ${servedFolder}/%f %p`

type Target = { stage: string; cluster: string; files: string; tell: RewindOptions['tell'] }

async function layOut(file: string, course: Course, { stage, cluster, files, tell }: Target): Promise<{ files: string[]; bytes: number }> {
  const found: string[] = []
  let bytes = 0
  let complete = false
  mkdirSync(cluster, { recursive: true, mode: 0o700 })
  chmodSync(cluster, 0o700)
  const pieces = async function* (): AsyncIterable<Uint8Array> {
    for await (const { name, content } of readBundle(file, course.keys)) {
      if (isClusterPiece(name)) {
        const piece = await unsqueeze(content)
        bytes += piece.length
        tell?.({ far: Math.min(0.4, 0.4 * (bytes / Math.max(course.base.bytes * 4, 1))), sentence: `${Math.round(bytes / 1e6)} MB of the base backup.` })
        yield piece
      } else if (name.startsWith('files/')) {
        putDataFile(files, { path: name.slice(6), content })
        found.push(name.slice(6))
      } else if (name === 'postgres.password') writeFileSync(join(stage, name), content, { mode: 0o600 })
      else if (name === 'complete.json') complete = true
    }
  }
  await untar(pieces(), async ({ name, folder }, content) => {
    const path = inside(cluster, name)
    if (folder) return void mkdirSync(path, { recursive: true, mode: 0o700 })
    const handle = await open(path, 'wx', 0o600)
    try {
      for await (const piece of content) await handle.writeFile(piece)
    } finally {
      await handle.close()
    }
  })
  if (!complete) throw new BackupUnreadable('incomplete', `${file} is only a part of a base backup: its end is missing. Use another copy.`)
  return { files: found, bytes }
}

function inside(folder: string, path: string): string {
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) throw new Error(`The base backup names a file outside of the cluster: ${path}.`)
  return join(folder, path)
}

const ahead = 6

/** Answers what the server asks for: the file itself, or a note that there is none. */
function feed(folder: string, course: Course, served: string, tell: (done: number) => void): { failure(): Error | undefined; stop(): Promise<void> } {
  let failure: Error | undefined
  let stopped = false
  const owner = () => statSync(dirname(served))
  const provide = async (segment: string): Promise<void> => {
    const known = course.segments.get(segment)
    if (!known || existsSync(join(served, segment))) return
    const pieces: Uint8Array[] = []
    for await (const piece of openFile(join(folder, names.sealed(segment)), course.keys)) pieces.push(piece)
    const content = await unsqueeze(Buffer.concat(pieces))
    if (createHash('sha256').update(content).digest('hex') !== known.sha256) throw new BackupUnreadable('damaged', `The segment ${segment} in ${folder} does not have the sum that was written with it. Use another copy.`)
    const draft = join(served, `.${segment}`)
    writeFileSync(draft, content, { mode: 0o600 })
    if (process.getuid?.() === 0) chownSync(draft, owner().uid, owner().gid)
    renameSync(draft, join(served, segment))
  }
  const turn = async () => {
    for (const wish of readdirSync(served).filter((name) => name.endsWith('.want'))) {
      const name = wish.slice(0, -5)
      // Beyond the moment nothing is given: what is asked for there would only be thrown away.
      const known = !failure && course.segments.has(name) && (!isSegment(name) || course.needed.includes(name))
      if (known) await provide(name)
      if (!known) writeFileSync(join(served, `${name}.none`), '')
      rmSync(join(served, wish), { force: true })
      const at = course.needed.indexOf(name)
      if (at < 0) continue
      tell(at + 1)
      for (const next of course.needed.slice(at + 1, at + 1 + ahead)) if (!stopped) await provide(next)
    }
  }
  const running = (async () => {
    while (!stopped) {
      await turn().catch((reason: unknown) => {
        failure ??= reason as Error
        // The server must not wait for what does not come; it ends, and the reason is told.
        for (const name of readdirSync(served).filter((each) => each.endsWith('.want'))) writeFileSync(join(served, `${name.slice(0, -5)}.none`), '')
      })
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
  })()
  return {
    failure: () => failure,
    async stop() {
      stopped = true
      await running
    },
  }
}
