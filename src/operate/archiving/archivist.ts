/**
 * Decides what the sealer does: begins an archive when the settings ask for one, has base backups made, forgets what no moment of the kept days needs, and ends
 * it when the settings change. States: none → begun (segments are sealed, no moment can be restored yet) → with a base (every moment since) → ended.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#platform/clock/index.ts'
import type { Observation } from '#kernel/check.ts'
import type { Settings } from '#kernel/setting.ts'
import { newIdentity, recipientOf, sealFile } from '#platform/archive/index.ts'
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { setArchiveTimeout, type ArchivingPlace, type Database, type EmbeddedConnection } from '#platform/postgres/index.ts'
import { sendErrand, type Errand } from '#platform/processes/index.ts'
import { chosenLock, dataBytes, lockFor, roleOf, roomMissing, backupContent, size, type Manifest } from '../backups/index.ts'
import { archiveDays, archiveSeconds, archiving, baseHours } from './archiving.settings.ts'
import type { BaseRequest, MadeBase } from './base.ts'
import { archiveFormat, names, readBases, reachOf, readSegments, stamp, type ArchiveNote, type BaseNote } from './format.ts'
import { pointNowhere, pointTo, readPointer, writeDurably, type Pointer } from './pointer.ts'
import type { Sealer } from './sealer.ts'
import { observe } from './observation.ts'
import { startBaseProver, type Proving } from './prover.ts'

export type ArchivistOptions = {
  db: Database
  log: Logger
  settings: Settings
  secrets: SecretBox
  clock: Clock
  node: string
  dataDir: string
  /** Undefined where the database is somebody else's. */
  embedded: { place: ArchivingPlace; sealer: Sealer; admin: EmbeddedConnection; own: EmbeddedConnection; /** Of the server; undefined while it is down. */ pid(): number | undefined } | undefined
  facts: Pick<Manifest, 'build' | 'base_domain' | 'ports' | 'hostname'>
  /** Left out, bases are not proven. */
  proof?: Proving
}

export type Archivist = { look(): Promise<void>; observe(): Observation; stop(): Promise<void> }

const every = 5_000
/** After a base that could not be made. */
const patience = 300_000

export function startArchivist(options: ArchivistOptions): Archivist {
  const { embedded, settings, log, clock } = options
  let trouble: string | undefined
  let baseTrouble: string | undefined
  let nextBase = 0
  let errand: Errand<MadeBase> | undefined
  let held = ''
  let stopped = false
  let looking: Promise<void> | undefined
  const prover = embedded && options.proof && startBaseProver({ ...options, ...options.proof, place: embedded.place, sealer: embedded.sealer })

  const work = async () => {
    if (!embedded) return
    const { place, sealer, admin } = embedded
    const pointer = readPointer(place)
    const wanted = settings.get(archiving) ? await wantedPlace(options) : undefined
    if (wanted instanceof Error) {
      trouble = wanted.message
      // Where it went so far it goes on, as long as it is to be archived at all.
      if (!pointer) return
    } else {
      trouble = undefined
      if (pointer && (!wanted || !sameLock(pointer, wanted, options.secrets))) {
        errand?.stop()
        pointNowhere(place)
        await sealer.look()
        log.info(`The archive in ${pointer.folder} ended${wanted ? '; another begins, because its place or who may open it changed' : ''}.`)
        if (!wanted) return holdTimeout(undefined)
      }
      if (!wanted) return holdTimeout(undefined)
      if (!readPointer(place)) {
        try {
          await begin(options, place, wanted)
          nextBase = 0
        } catch (reason) {
          trouble = (reason as Error).message
          return
        }
        await sealer.look()
      }
    }
    await holdTimeout(settings.get(archiveSeconds), admin)
    const present = readPointer(place)
    if (!present) return
    // A device that was away for a moment looks as if it had no base; when it is back, nothing is due and nothing is wrong any more.
    if (!baseDue(present.folder)) baseTrouble = undefined
    else if (!errand && clock.now().getTime() >= nextBase) void base(present)
    if (!errand) prover?.look(present)
    await forget(present.folder)
  }

  const holdTimeout = async (seconds: number | undefined, admin = embedded?.admin) => {
    const wanted = `${seconds ?? 'none'} at ${embedded?.pid()}`
    if (held === wanted || !admin || embedded?.pid() === undefined) return
    await setArchiveTimeout(admin, seconds)
    held = wanted
  }

  const baseDue = (folder: string): boolean => {
    const last = readBases(folder).at(-1)
    return !last || clock.now().getTime() - Date.parse(last.taken_at) >= settings.get(baseHours) * 3_600_000
  }

  const base = async ({ folder, id, recipient }: Pointer) => {
    const { place, admin, own, sealer } = embedded!
    nextBase = clock.now().getTime() + patience
    const file = names.base(clock.now(), id.slice(-6))
    try {
      sweep(folder)
      const { bavail, bsize } = statfsSync(folder)
      const missing = roomMissing(bavail * bsize, await dataBytes(options.db))
      if (missing !== undefined) throw new Error(missing)
      const request: BaseRequest = { file: join(folder, file), recipient, dataDir: options.dataDir, cluster: place.cluster, admin, own, content: settings.get(backupContent), facts: options.facts }
      errand = sendErrand<MadeBase>({ exec: join(import.meta.dirname, 'base.process.ts'), request })
      const made = await errand.done
      // Until its last segment is archived the copy is of no use.
      for (await sealer.look(); !sealer.state().sealed.has(made.stop_segment); await sealer.look()) {
        if (stopped || readPointer(place)?.id !== id) return
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
      const { taken_at, consistent_at, start_segment, stop_segment, segment_size, system_identifier, schema, bytes, sha256 } = made
      const note: BaseNote = { file, taken_at, consistent_at, start_segment, stop_segment, segment_size, system_identifier, build: options.facts.build, schema, bytes, sha256 }
      writeDurably(join(folder, names.baseNote(file)), `${JSON.stringify(note, null, 2)}\n`)
      log.info(`A base backup was made: ${size(made.cluster_bytes)} in ${made.files} files, ${size(bytes)} on the device. Every moment since ${consistent_at} can be restored.`)
      baseTrouble = undefined
      nextBase = 0
    } catch (reason) {
      if (stopped || readPointer(place)?.id !== id) return
      baseTrouble = (reason as Error).message
      log.error(`The base backup failed: ${baseTrouble}`)
    } finally {
      errand = undefined
    }
  }

  /** The newest base that is older than the days that are kept, and everything since, stays. */
  const forget = async (folder: string) => {
    const before = clock.now().getTime() - settings.get(archiveDays) * 86_400_000
    const bases = readBases(folder)
    const first = bases.findLastIndex(({ consistent_at }) => Date.parse(consistent_at) <= before)
    if (first > 0) {
      for (const { file } of bases.slice(0, first)) for (const name of [names.baseNote(file), names.certificate(file), names.proofTrouble(file), names.proofAsked(file), file]) rmSync(join(folder, name), { force: true })
      await embedded!.sealer.forgetBefore(bases[first]!.start_segment)
    }
    for (const older of olderArchives(folder, bases.at(-1)?.system_identifier)) {
      const reach = reachOf(readSegments(older))
      if (!reach || reach.getTime() < before) rmSync(older, { recursive: true, force: true })
    }
  }

  const look = (): Promise<void> => (looking ??= work().catch((reason: unknown) => {
    trouble = `It could not be looked after: ${(reason as Error).message}`
  }).finally(() => (looking = undefined)))

  const timer = setInterval(() => void look(), every)
  timer.unref()
  void look()
  return {
    look,
    observe: () => observe({ wanted: settings.get(archiving), seconds: settings.get(archiveSeconds), now: clock.now(), sealer: embedded?.sealer.state(), bases: embedded ? readBases(embedded.sealer.state().pointer?.folder ?? '') : [], trouble: trouble ?? baseTrouble, unproven: prover?.trouble() }),
    async stop() {
      stopped = true
      clearInterval(timer)
      errand?.stop()
      await prover?.stop()
      await looking
    },
  }
}

type Wanted = { parent: string; recipients: string[]; lock_sealed: Buffer | null; locked_with: 'passphrase' | 'recipients' }

/** Where, and for whom; or why not. */
async function wantedPlace({ db, settings, secrets, node }: ArchivistOptions): Promise<Wanted | Error> {
  const role = await roleOf(db, node)
  if (!role) return new Error('this node does not have the backup role (bailiwick backup set-role /path/of/the/device).')
  const lock = chosenLock({}, settings, secrets)
  if (!lock) return new Error('nobody is said who may open it (settings backups.recipients or backups.passphrase).')
  return { parent: role.folder, ...lock }
}

function sameLock(pointer: Pointer, wanted: Wanted, secrets: SecretBox): boolean {
  const passphrase = (sealed: Buffer | null) => (sealed === null ? null : secrets.open(sealed))
  return join(pointer.folder, '..') === wanted.parent && pointer.recipients.join() === wanted.recipients.join()
    && passphrase(pointer.lock_sealed === null ? null : Buffer.from(pointer.lock_sealed, 'base64')) === passphrase(wanted.lock_sealed)
}

/** The key first, then the note, then the pointer: whatever is begun can be read. */
async function begin({ clock, dataDir, secrets, log, db }: ArchivistOptions, place: ArchivingPlace, wanted: Wanted): Promise<void> {
  if (!existsSync(wanted.parent)) throw new Error(`${wanted.parent} is not there; is the device mounted?`)
  const { bavail, bsize } = statfsSync(wanted.parent)
  const missing = roomMissing(bavail * bsize, await dataBytes(db))
  if (missing !== undefined) throw new Error(missing)
  const identity = await newIdentity()
  const recipient = await recipientOf(identity)
  const id = `arc_${recipient.slice(-12)}`
  const folder = join(wanted.parent, `archive-${stamp(clock.now())}-${id.slice(-6)}`)
  mkdirSync(join(folder, names.wal), { recursive: true, mode: 0o700 })
  const text = `# created: ${clock.now().toISOString()}\n# public key: ${recipient}\n${identity}\n`
  await sealFile(join(folder, names.key), await lockFor(wanted, dataDir, secrets), [Buffer.from(text)] as unknown as AsyncIterable<Uint8Array>)
  const note: ArchiveNote = { product: 'bailiwick', format: archiveFormat, id, begun_at: clock.now().toISOString(), recipient, locked_with: wanted.locked_with }
  writeDurably(join(folder, names.note), `${JSON.stringify(note, null, 2)}\n`)
  pointTo(place, { id, folder, recipient, recipients: wanted.recipients, lock_sealed: wanted.lock_sealed?.toString('base64') ?? null })
  log.info(`Changes are archived in ${folder} from now on.`)
}

/** Bases that were begun and not finished. */
function sweep(folder: string): void {
  const complete = new Set(readBases(folder).map(({ file }) => file))
  for (const name of readdirSync(folder)) if (/^base-.*\.tar\.age(\.part)?$/.test(name) && !complete.has(name)) rmSync(join(folder, name), { force: true })
}

/** Of this cluster alone: another appliance may keep its archive on the same device. */
const olderArchives = (folder: string, cluster: string | undefined): string[] =>
  readdirSync(join(folder, '..')).filter((name) => /^archive-\d{8}T\d{6}Z-/.test(name)).map((name) => join(folder, '..', name))
    .filter((each) => each < folder && existsSync(join(each, names.note)) && readBases(each).some(({ system_identifier }) => system_identifier === cluster))

