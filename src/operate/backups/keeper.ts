/**
 * The node's own backup work, one piece at a time: makes what was asked for, then proves it. States of a backup: requested → running → done or
 * failed → deleted; of its proof: requested → running → proven or failed. What a crash cut short is told as such at the next start.
 */
import { existsSync } from 'node:fs'
import { readdir, rm, statfs, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Settings } from '#kernel/setting.ts'
import { BackupUnreadable, checksumsOf } from '#platform/archive/index.ts'
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { ConnectedDatabase, EmbeddedConnection } from '#platform/postgres/index.ts'
import { sendErrand, type Errand } from '#platform/processes/index.ts'
import { backupsKept } from './backups.settings.ts'
import { abandonWork, claimBackup, claimProof, dataBytes, failBackup, findBackup, finishBackup, finishProof, markDeleted, noteProgress, surplus, type BackupRow } from './backups.store.ts'
import { removeFiles } from './backups.handlers.ts'
import { roomMissing, size } from './device.ts'
import type { Canary, Manifest } from './format.ts'
import { keysFor, lockFor } from './lock.ts'
import type { Made, MakeRequest, Progress } from './make.ts'
import type { Certificate, ProofRequest } from './certificate.ts'
import { channel } from './request.ts'
import { roleOf } from './roles.store.ts'
import { clearScratch } from './scratch.ts'
import { sumFiles, type Sums } from './sums.ts'

export type KeeperOptions = {
  db: ConnectedDatabase
  log: Logger
  settings: Settings
  secrets: SecretBox
  node: string
  dataDir: string
  database: string | EmbeddedConnection
  facts: Pick<Manifest, 'build' | 'base_domain' | 'ports' | 'hostname'>
  /** Puts a user into the database who is taken away again as soon as the view is taken. */
  plant: () => Promise<Canary | undefined>
  /** That one; without saying whom, all that a crash left. */
  uproot: (canary?: Canary) => Promise<void>
  /** Module of the errand that proves. */
  prover: string
  onProven?: (certificate: Certificate) => Promise<void>
}

export type Keeper = { look(): Promise<void>; stop(): Promise<void> }

const every = 5_000
const nameOf = (content: string, at: Date, id: string) => `bailiwick-${content}-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z-${id.slice(-6)}.tar.age`

export async function startKeeper(options: KeeperOptions): Promise<Keeper> {
  const { db, log, node } = options
  let errand: Errand<unknown> | undefined
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false

  const role = await roleOf(db, node)
  for (const { id } of await abandonWork(db, node)) log.warn(`The backup ${id} was cut short by the end of this node; its half file is removed.`)
  await options.uproot()
  if (role) await sweep(role.folder, /\.tar\.age\.part$|^(proof|tenant)-/)

  const make = async (id: string) => {
    const row = (await findBackup(db, id))!
    const began = new Date()
    let planted: Canary | undefined
    const uproot = async () => {
      if (planted) await options.uproot(planted)
    }
    try {
      if (row.folder === null) throw new Error('This node does not have the backup role any more.')
      if (!existsSync(row.folder)) throw new Error(`${row.folder} is not there; is the device mounted?`)
      await sweep(row.folder)
      const { bavail, bsize } = await statfs(row.folder)
      const missing = row.content === 'secrets' ? undefined : roomMissing(bavail * bsize, await dataBytes(db))
      if (missing !== undefined) throw new Error(missing)
      const file = nameOf(row.content, began, id)
      const request: MakeRequest = {
        file: join(row.folder, file), content: row.content, lock: await lockFor(row, options.dataDir, options.secrets), dataDir: options.dataDir, database: options.database, facts: options.facts,
      }
      const sent = sendErrand<Made>({
        exec: join(import.meta.dirname, 'backup.process.ts'), request,
        onTold: (body) => void noteProgress(db, id, (body as Progress).far, (body as Progress).sentence).catch(() => {}),
        onAsked: async (body) => (body === 'plant' ? (planted = await options.plant()) : uproot()),
      })
      errand = sent
      const made = await sent.done
      await writeSums(request.file, made)
      const rate = made.data_bytes / 1e6 / Math.max(made.seconds, 0.001)
      const sentence = row.content === 'secrets' ? `The keys and certificates, ${size(made.bytes)}.` : `${size(made.data_bytes)} of ${made.tables} tables in ${made.seconds.toFixed(1)} s${rate < 1 ? '' : ` (${rate.toFixed(0)} MB/s)`}, ${size(made.bytes)} on the device.`
      await finishBackup(db, id, { taken_at: new Date(made.taken_at), file, build: options.facts.build, schema: made.schema, bytes: made.bytes, data_bytes: made.data_bytes, rows: made.rows, md5: made.md5, sha256: made.sha256, sentence })
      log.info(`A backup was made: ${sentence}`, { backup: id })
    } catch (reason) {
      if (stopped) return
      const sentence = reason instanceof Error ? reason.message : String(reason)
      await failBackup(db, id, sentence)
      log.error(`The backup ${id} failed: ${sentence}`)
    } finally {
      errand = undefined
      await uproot().catch((error: unknown) => log.warn('The canary of a backup could not be removed at once.', { error }))
    }
  }

  const prove = async (id: string) => {
    const row = (await findBackup(db, id))!
    try {
      const keys = await keysFor(row, options.dataDir, options.secrets)
      if (!keys) throw new Error('Its passphrase is not known here any more; give it again: bailiwick backup prove.')
      if (row.folder === null || row.file === null) throw new Error('This node does not have the backup role any more.')
      const file = join(row.folder, row.file)
      const found = await checksumsOf(file).catch((reason: Error) => { throw new Error(`${file} cannot be read (${reason.message}).`) })
      if (row.sha256 !== null && found.sha256 !== row.sha256) throw new BackupUnreadable('damaged', `${file} is not what was written: its SHA-256 differs. Delete it and make another.`)
      const request: ProofRequest = { file, content: row.content, keys, scratch: join(row.folder, `proof-${id.slice(-6)}`), dataDir: options.dataDir, facts: options.facts, node, sums: found }
      const sent = sendErrand<Certificate>({ exec: options.prover, request })
      errand = sent
      const certificate = await sent.done.finally(() => clearScratch(request.scratch))
      await writeFile(`${file}.certificate.json`, `${JSON.stringify(certificate, null, 2)}\n`, { mode: 0o644 })
      await finishProof(db, id, true, certificate.sentence, certificate)
      log.info(`A backup was proven: ${certificate.sentence}`, { backup: id })
      // Whoever could not write it down does not make the proof untrue.
      await options.onProven?.(certificate).catch((error: unknown) => log.warn('That a backup was proven could not be put on record.', { backup: id, error }))
      await forgetSurplus(row)
    } catch (reason) {
      if (stopped) return
      const sentence = reason instanceof Error ? reason.message : String(reason)
      await finishProof(db, id, false, sentence, null)
      log.error(`The backup ${id} could not be proven: ${sentence}`)
    } finally {
      errand = undefined
    }
  }

  /** What a scheduled backup replaced. */
  const forgetSurplus = async ({ scheduled, content, folder }: BackupRow) => {
    if (!scheduled || folder === null) return
    for (const old of await surplus(db, node, content, options.settings.get(backupsKept))) {
      await removeFiles(join(folder, old.file))
      await markDeleted(db, old.id, 'Replaced by a newer one that has been proven.')
    }
  }

  const work = async () => {
    do {
      again = false
      for (let next = await claimBackup(db, node); next && !stopped; next = await claimBackup(db, node)) await make(next.id)
      const proof = stopped ? undefined : await claimProof(db, node)
      if (proof) {
        await prove(proof.id)
        again = true
      }
    } while (again && !stopped)
  }
  const look = (): Promise<void> => {
    again = true
    return (looking ??= work().catch((error: unknown) => log.warn('The backups that were asked for could not be looked at.', { error })).finally(() => (looking = undefined)))
  }

  const unlisten = await db.listen(channel, () => void look(), () => void look())
  const timer = setInterval(() => void look(), every)
  void look()
  return {
    look,
    async stop() {
      stopped = true
      clearInterval(timer)
      await unlisten().catch(() => {})
      errand?.stop()
      await looking
    },
  }
}

/** What crashes left: half files, folders of proofs. Complete backups are never touched. */
async function sweep(folder: string, what = /\.tar\.age\.part$|^proof-/): Promise<void> {
  const left = (await readdir(folder).catch(() => [])).filter((name) => what.test(name))
  for (const name of left) await (name.endsWith('.part') ? rm(join(folder, name), { force: true }) : clearScratch(join(folder, name)))
}

/** As `md5sum -c` and `sha256sum -c` read them. */
async function writeSums(file: string, sums: Sums): Promise<void> {
  for (const { name, line } of sumFiles(basename(file), sums)) await writeFile(join(dirname(file), name), line)
}
