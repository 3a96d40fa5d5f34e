/**
 * Puts a backup into a data directory: everything is made in a folder beside (`restoring`), and takes its place when it is whole. States of that
 * folder: absent → being filled → complete → being moved → absent. Whatever interrupts it, the same command begins anew, or goes on with the moving; what
 * was there before is not touched until the new is complete, and is kept then.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BackupUnreadable, checksumsOf, type Keys } from '#platform/archive/index.ts'
import { connect, fillingSettings, lockDataDirectory, startEmbedded, stopOrphan, syncTree, type Log } from '#platform/postgres/index.ts'
import { putDataFile, dataFiles } from './data-files.ts'
import { roomMissing } from './device.ts'
import type { Manifest } from './format.ts'
import type { Progress } from './make.ts'
import { loadBackup, readManifest, refuseNewer, type Able } from './read.ts'
import { settleRestored } from './restore.store.ts'

export const restoringFolder = 'restoring'
export const restoredNote = 'restored.json'

export type RestoreOptions = {
  file: string
  /** The backup of keys and certificates, where the first one has only the data. */
  secretsFile?: string | undefined
  keys: Keys
  /** What opens `secretsFile`, where `keys` does not. */
  secretsKeys?: Keys | undefined
  dataDir: string
  /** An external database, which must be empty. */
  databaseUrl?: string | undefined
  /** Take the place of an appliance that is there; it is kept under another name. */
  replace?: boolean
  act?: Act | undefined
  able: Able
  log: Log
  tell?: (progress: Progress) => void
}

/**
 * Who restores, and why. Nothing runs that could ask the matrix, and whoever can write the data directory needs no leave of ours; so what is asked is said,
 * goes into the journal at the next start, beside the end of the journal that was replaced, and both parties are told.
 */
export type Act = { by: string; reason: string; /** The base domain of what is put back, typed by whoever answers for taking the place of an appliance. */ confirm: string | undefined }

export type Restored = { manifest: Manifest; rows: number; bytes: number; files: string[]; kept: string[]; seconds: number; moved_only?: boolean; act?: Pick<Act, 'by' | 'reason'> }

/** What `restored.json` tells the next start. */
export type RestoredNote = Pick<Restored, 'manifest' | 'rows' | 'act'> & { kept: string[]; /** The end of the journal that was set aside. */ former?: { seq: number; hash: string } }

/** For what must be said before anything is begun. */
export class RestoreRefused extends Error {}

/** Without waiting for the disk: all of it is written down at the end, before it takes its place. */
export const quickly = { ...fillingSettings, max_wal_size: '4GB', shared_buffers: '256MB' }

export const restoreBackup = (options: RestoreOptions): Promise<Restored> =>
  restoreInto(options, { check: () => checkFirst(options), fill: (stage, manifest) => fill(options, stage, manifest) })

/** What is put back, and how. */
export type Source = {
  /** Everything that can be known to be wrong before the first byte is written. */
  check(): Promise<Manifest>
  /** Makes `postgres` (unless the database is external), its password and `files` in the stage; nothing runs there when it resolves. */
  fill(stage: string, manifest: Manifest): Promise<Pick<Restored, 'rows' | 'bytes' | 'files'>>
}

export async function restoreInto({ dataDir, log, act, tell }: Pick<RestoreOptions, 'dataDir' | 'log' | 'act' | 'tell'>, source: Source): Promise<Restored> {
  const began = performance.now()
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = lockDataDirectory(dataDir)
  const stage = join(dataDir, restoringFolder)
  try {
    const unfinished = completeIn(stage)
    if (unfinished) return { ...unfinished, kept: takePlace(dataDir, stage), seconds: (performance.now() - began) / 1000, moved_only: true }
    tell?.({ far: 0, sentence: 'What it is, and whether there is room.' })
    const manifest = await source.check()
    tell?.({ far: 0, sentence: 'A place for it is made.' })
    await stopOrphan(stage, log)
    rmSync(stage, { recursive: true, force: true })
    mkdirSync(stage, { recursive: true, mode: 0o700 })
    try {
      const loaded = await source.fill(stage, manifest)
      const result = { manifest, rows: loaded.rows, bytes: loaded.bytes, files: loaded.files, ...(act ? { act: { by: act.by, reason: act.reason } } : {}) }
      writeFileSync(join(stage, 'complete.json'), JSON.stringify(result), { mode: 0o600 })
      tell?.({ far: 0.99, sentence: 'All of it is written to the disk.' })
      syncTree(stage)
      return { ...result, kept: takePlace(dataDir, stage), seconds: (performance.now() - began) / 1000 }
    } catch (reason) {
      if (!existsSync(join(stage, 'complete.json'))) rmSync(stage, { recursive: true, force: true })
      throw explained(reason, dataDir)
    }
  } finally {
    lock.release()
  }
}

async function checkFirst(options: RestoreOptions): Promise<Manifest> {
  const { file, keys, able } = options
  const manifest = await open(file, keys)
  refuseNewer(manifest, able)
  if (manifest.kind === 'base') throw new RestoreRefused(`${file} is a base backup, which needs the changes that were archived with it. Name its folder instead.`)
  if (manifest.content === 'secrets') throw new RestoreRefused(`${file} holds keys and certificates alone. Name the backup of the data first, and this one with --secrets.`)
  await checkPlace(options, manifest, (await checksumsOf(file)).bytes)
  return manifest
}

/** @param bytes that are going to be written at least. */
export async function checkPlace({ secretsFile, keys, secretsKeys = keys, dataDir, databaseUrl, replace, act, able }: Omit<RestoreOptions, 'file'>, manifest: Manifest, bytes: number): Promise<void> {
  const secrets = secretsFile === undefined ? undefined : await open(secretsFile, secretsKeys)
  if (secrets) refuseNewer(secrets, able)
  if (secrets?.content === 'data') throw new RestoreRefused(`${secretsFile} is a backup of the data, not of keys and certificates.`)
  const keyIsHere = existsSync(join(dataDir, 'keys', 'appliance.key'))
  if (manifest.content === 'data' && !secrets && !keyIsHere) throw new RestoreRefused('This backup holds the data without the key that opens its secrets (signing keys, credentials). Name the backup of the secrets too: --secrets FILE.')
  const occupied = databaseUrl === undefined && existsSync(join(dataDir, 'postgres'))
  if (occupied && !replace) throw new RestoreRefused(`${dataDir} holds an appliance already. Restore into another --data-dir, or add --replace, which keeps the present one under another name.`)
  if (occupied && act?.confirm !== manifest.base_domain) throw new RestoreRefused(`This takes the place of the appliance in ${dataDir} by the state of ${manifest.taken_at}. Whoever answers for that types the base domain of the backup: --confirm ${manifest.base_domain}. Nothing was changed.`)
  const { bavail, bsize } = statfsSync(dataDir)
  const missing = roomMissing(bavail * bsize, bytes)
  if (missing !== undefined) throw new RestoreRefused(`The disk of ${dataDir} is too full for this backup: ${missing}`)
}

/** A damaged first kilobyte looks like a wrong passphrase; the sum that was written beside the file knows better. */
async function open(file: string, keys: Keys): Promise<Manifest> {
  try {
    return await readManifest(file, keys)
  } catch (reason) {
    const sum = `${file}.sha256`
    if (!(reason instanceof BackupUnreadable) || reason.why !== 'wrong-key' || !existsSync(sum)) throw reason
    if (readFileSync(sum, 'utf8').startsWith((await checksumsOf(file)).sha256)) throw reason
    throw new BackupUnreadable('damaged', `${file} is damaged: its SHA-256 is not the one in ${basename(sum)}. Use another copy.`, reason)
  }
}

async function fill(options: RestoreOptions, stage: string, manifest: Manifest) {
  const { file, secretsFile, keys, secretsKeys = keys, able, log } = options
  const tell = options.tell ? { tell: options.tell } : {}
  const folder = join(stage, 'files')
  const postgres = options.databaseUrl === undefined ? await startEmbedded({ dataDir: stage, log, durable: false, settings: quickly }) : undefined
  const database = options.databaseUrl ?? postgres!.connection
  try {
    const loaded = await loadBackup(file, keys, { database, folder, able, ...tell })
    const secrets = secretsFile === undefined ? undefined : await loadBackup(secretsFile, secretsKeys, { folder, able })
    const db = await connect({ url: database, log, poolSize: 1 })
    await settleRestored(db, manifest.canary?.user_id).finally(() => db.close())
    return { ...loaded, files: [...loaded.files, ...(secrets?.files ?? [])] }
  } finally {
    await postgres?.stop()
  }
}

type Complete = Pick<Restored, 'manifest' | 'rows' | 'bytes' | 'files' | 'act'>
const completeIn = (stage: string): Complete | undefined =>
  existsSync(join(stage, 'complete.json')) ? (JSON.parse(readFileSync(join(stage, 'complete.json'), 'utf8')) as Complete) : undefined

type Moving = { mark: string; /** What is set aside. */ names: string[]; former?: { seq: number; hash: string } }

/** Written before the first move, so that whoever goes on after an interruption still knows what was there. */
function movingOf(dataDir: string, stage: string): Moving {
  const file = join(stage, 'moving.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Moving
  const former = endOfJournal(dataDir)
  // The password goes first, and the copy of the journal speaks of the database that goes. An external database leaves them where they are.
  const names = existsSync(join(stage, 'postgres.password')) ? ['postgres', 'postgres.password', 'journal'].filter((name) => existsSync(join(dataDir, name))) : []
  const moving: Moving = { mark: `before-restore-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`, names, ...(former && names.length > 0 ? { former } : {}) }
  writeFileSync(`${file}.new`, JSON.stringify(moving), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  syncTree(stage, 1)
  return moving
}

/** Each step may have been done by a run that was interrupted. Resolves to what was kept of before. */
function takePlace(dataDir: string, stage: string): string[] {
  const { mark, names, former } = movingOf(dataDir, stage)
  const aside = (name: string) => join(dataDir, `${name}.${mark}`)
  const kept = names.map(aside)
  // While the new password is still here, what was there before has not been set aside whole.
  if (existsSync(join(stage, 'postgres.password'))) {
    for (const name of names) if (!existsSync(aside(name))) renameSync(join(dataDir, name), aside(name))
    renameSync(join(stage, 'postgres.password'), join(dataDir, 'postgres.password'))
  }
  if (existsSync(join(stage, 'postgres'))) renameSync(join(stage, 'postgres'), join(dataDir, 'postgres'))
  if (existsSync(join(stage, 'files'))) for (const each of dataFiles(join(stage, 'files'))) putDataFile(dataDir, each)
  const note: RestoredNote = { ...completeIn(stage)!, kept, ...(former ? { former } : {}) }
  writeFileSync(join(dataDir, restoredNote), JSON.stringify(note), { mode: 0o600 })
  syncTree(dataDir, 1)
  rmSync(stage, { recursive: true, force: true })
  return kept
}

/** The last entry of the node's copy of the journal, whose chain the new one does not go on with. */
function endOfJournal(dataDir: string): RestoredNote['former'] {
  const file = join(dataDir, 'journal', 'journal.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  for (const line of lines.reverse()) {
    try {
      const { hash, entry } = JSON.parse(line) as { hash: string; entry: { seq: number } }
      return { seq: entry.seq, hash }
    } catch { /* a line that a crash cut */ }
  }
  return undefined
}

/** A start must not make a new appliance where a restore was cut short. Undefined: nothing was. */
export function interruptedRestore(dataDir: string): string | undefined {
  const stage = join(dataDir, restoringFolder)
  if (!existsSync(stage) || readdirSync(stage).length === 0) return undefined
  return `A restore into ${dataDir} was interrupted. Run the same \`bailiwick restore\` again${existsSync(join(dataDir, 'postgres')) ? `, or remove ${stage} to start what was there before` : ''}.`
}

function explained(reason: unknown, dataDir: string): unknown {
  const { message = '', code } = reason as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === '53100' || /No space left on device|disk that holds .* is full/.test(message)) return new RestoreRefused(`The disk that holds ${dataDir} became full. What was begun has been removed, and what was there before is as it was; free space and run the same command again.`, { cause: reason })
  return reason
}

