/**
 * Seals finished segments of the write-ahead log into the archive that the cluster points to. It knows no database, so it works until the server is
 * gone. A segment: ready → sealed and on the disk → noted in `segments.jsonl` → marked → let go by the server. A crash between any two of
 * these does the rest again; the server lets go only of what is marked. Stopped where it is when the archive cannot be written: the log waits in the data
 * directory, until the disk of the data is nearly full; then the archive is given up rather than the appliance.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, watch, writeFileSync, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { explainDisk, sealFile, squeeze } from '#platform/archive/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { nobodyKeeps, type ArchivingPlace } from '#platform/postgres/index.ts'
import { isSegment, names, reachOf, readNote, readSegments, type SealedSegment } from './format.ts'
import { pointNowhere, readPointer, writeDurably, type Pointer } from './pointer.ts'

export type SealerState = {
  pointer: Pointer | undefined
  /** What was committed before is archived. */
  moment: Date | undefined
  sealed: ReadonlyMap<string, SealedSegment>
  /** Finished segments that are not archived yet, and their bytes. */
  waiting: { segments: number; bytes: number }
  /** Why it does not go on, in a sentence. */
  trouble: string | undefined
}

export type Sealer = { state(): SealerState; look(): Promise<void>; forgetBefore(segment: string): Promise<void>; stop(): Promise<void> }

export type SealerOptions = {
  place: ArchivingPlace
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Bytes free on the disk of the data, and how many must stay free. */
  room?: () => { free: number; reserve: number }
}

const every = 2_000

export function startSealer({ place, log, room = () => roomOf(place.cluster) }: SealerOptions): Sealer {
  let pointer: Pointer | undefined
  let sealed = new Map<string, SealedSegment>()
  let waiting = { segments: 0, bytes: 0 }
  let trouble: string | undefined
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false

  const tell = (sentence: string | undefined) => {
    if (sentence !== undefined && sentence !== trouble) log.error(`The write-ahead log is not archived: ${sentence}`)
    if (sentence === undefined && trouble !== undefined) log.info('The write-ahead log is archived again.')
    trouble = sentence
  }

  const refresh = () => {
    const found = readPointer(place)
    if (found?.id === pointer?.id && found?.folder === pointer?.folder) return
    pointer = found
    sealed = new Map(found ? readSegments(found.folder).map((each) => [each.segment, each]) : [])
    trouble = undefined
  }

  const ready = () => readdirSync(place.status).filter((name) => name.endsWith('.ready')).map((name) => name.slice(0, -6)).sort(historiesFirst)

  const keep = async (segment: string, { folder, id, recipient }: Pointer) => {
    if (readNote(folder)?.id !== id) throw new Error(`${folder} is not there; is the device mounted?`)
    const at = statSync(join(place.status, `${segment}.ready`), { throwIfNoEntry: false })?.mtime
    if (!at) return // let go meanwhile
    const content = readFileSync(join(place.segments, segment))
    const sha256 = createHash('sha256').update(content).digest('hex')
    const target = join(folder, names.sealed(segment))
    const known = sealed.get(segment)
    if (known && existsSync(target)) {
      // The same name with another content: this machine was put back to an earlier moment by other means.
      if (known.sha256 !== sha256) throw new Forked(segment)
    } else {
      await sealFile(target, { recipients: [recipient] }, [await squeeze(content)] as unknown as AsyncIterable<Uint8Array>)
      const line: SealedSegment = { segment, at: at.toISOString(), sha256, bytes: content.length }
      try {
        // A line that was cut short before ends here.
        appendDurably(join(folder, names.segments), `\n${JSON.stringify(line)}\n`)
      } catch (reason) {
        throw explainDisk(reason, join(folder, names.segments))
      }
      sealed.set(segment, line)
    }
    writeFileSync(join(place.markers, segment), '')
  }

  const work = async () => {
    refresh()
    const all = ready()
    const held = readdirSync(place.markers).filter((name) => isSegment(name.slice(0, 24)) || name.endsWith('.history'))
    for (const name of held) if (!all.includes(name)) rmSync(join(place.markers, name), { force: true })
    if (!pointer) {
      waiting = { segments: 0, bytes: 0 }
      return
    }
    const todo = all.filter((name) => !held.includes(name))
    const count = (left: readonly string[]) => (waiting = { segments: left.length, bytes: left.reduce((sum, name) => sum + (statSync(join(place.segments, name), { throwIfNoEntry: false })?.size ?? 0), 0) })
    count(todo)
    for (const [index, segment] of todo.entries()) {
      if (stopped) return
      try {
        await keep(segment, pointer)
        count(todo.slice(index + 1))
        tell(undefined)
      } catch (reason) {
        if (reason instanceof Forked) {
          log.warn(reason.message)
          pointNowhere(place)
          return refresh()
        }
        return giveUpBeforeFull((reason as Error).message)
      }
    }
    tell(undefined)
  }

  const giveUpBeforeFull = (sentence: string) => {
    const { free, reserve } = room()
    if (free >= reserve) return tell(sentence)
    tell(`${sentence} It was given up, because the disk of the data became full of what waited; everything since the last archived moment has to be covered by a new base backup.`)
    pointNowhere(place)
    pointer = undefined
    waiting = { segments: 0, bytes: 0 }
  }

  const look = (): Promise<void> => {
    again = true
    return (looking ??= (async () => {
      while (again) {
        again = false
        await work().catch((reason: unknown) => tell((reason as Error).message))
      }
    })().finally(() => (looking = undefined)))
  }

  let watcher: FSWatcher | undefined
  try {
    watcher = watch(place.status, { persistent: false }, (_, name) => { if (name === null || `${name}`.endsWith('.ready')) void look() })
    watcher.on('error', () => watcher?.close()) // the timer remains
  } catch { /* the timer remains */ }
  const timer = setInterval(() => void look(), every)
  timer.unref()
  if (!readPointer(place) && !existsSync(join(place.markers, nobodyKeeps))) pointNowhere(place)
  void look()

  return {
    state: () => ({ pointer, moment: reachOf([...sealed.values()]), sealed, waiting, trouble }),
    look,
    /** What no base needs any more. */
    async forgetBefore(segment) {
      await look()
      if (!pointer) return
      const { folder } = pointer
      // Timelines and the labels of bases are small, and kept.
      const gone = [...sealed.keys()].filter((name) => isSegment(name) && name.slice(8) < segment.slice(8))
      if (gone.length === 0) return
      const left = [...sealed.values()].filter((each) => !gone.includes(each.segment))
      // What could not be written down is done again: nothing is forgotten before.
      writeDurably(join(folder, names.segments), left.map((each) => `${JSON.stringify(each)}\n`).join(''))
      for (const name of gone) sealed.delete(name)
      for (const name of gone) rmSync(join(folder, names.sealed(name)), { force: true })
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      watcher?.close()
      await looking
    },
  }
}

class Forked extends Error {
  constructor(segment: string) {
    super(`The segment ${segment} is in the archive with another content: this machine was put back to an earlier moment. A new archive begins; the present one stays as it is.`)
  }
}

const historiesFirst = (a: string, b: string): number => Number(b.endsWith('.history')) - Number(a.endsWith('.history')) || (a < b ? -1 : 1)

function appendDurably(file: string, line: string): void {
  const descriptor = openSync(file, 'a', 0o600)
  try {
    appendFileSync(descriptor, line)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Half a gigabyte stays free for the database, on small disks a tenth. */
function roomOf(folder: string): { free: number; reserve: number } {
  const { bavail, blocks, bsize } = statfsSync(folder)
  return { free: bavail * bsize, reserve: Math.min(512 * 1024 * 1024, (blocks * bsize) / 10) }
}
