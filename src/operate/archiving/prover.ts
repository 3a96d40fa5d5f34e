/**
 * Has the newest base backup proven: somebody is put into the running database and taken out again, and the moment in between is restored from the base and
 * the log after it. Who signs in there came with the log, so both are good. States of a base: made → its canary archived → proven (a certificate lies beside
 * it), or failed: a note beside it says why and when it is tried again, twice as long after each failure, also by a process that comes later. A proven base
 * that is asked to be proven again keeps its certificate until the new one stands.
 */
import { readdirSync, rmSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '#platform/clock/index.ts'
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { ArchivingPlace, Database } from '#platform/postgres/index.ts'
import { sendErrand, type Errand } from '#platform/processes/index.ts'
import { clearScratch, dataBytes, keysFor, roomMissing, type Canary, type Manifest } from '../backups/index.ts'
import { isProofAsked, names, readBases, readCertificate, readNote, readProofTrouble, type BaseNote, type ProofTrouble } from './format.ts'
import { unprovenText } from './observation.ts'
import { readPointer, writeDurably, type Pointer } from './pointer.ts'
import type { BaseCertificate, BaseProofRequest } from './proof.ts'
import type { Sealer } from './sealer.ts'

export type ProverOptions = {
  db: Database
  log: Logger
  secrets: SecretBox
  clock: Clock
  node: string
  dataDir: string
  facts: Pick<Manifest, 'build' | 'base_domain' | 'ports' | 'hostname'>
  place: ArchivingPlace
  sealer: Sealer
} & Proving

export type Proving = {
  /** Puts somebody into the database. */
  plant: () => Promise<Canary | undefined>
  uproot: (canary: Canary | undefined) => Promise<void>
  /** Module of the errand that proves. */
  prover: string
}

export type BaseProver = { /** Begins when something is due, and does not wait for it. */ look(pointer: Pointer): void; trouble(): string | undefined; stop(): Promise<void> }

/** After the first proof that failed, and at most: what is wrong with a base does not mend itself, and each proof is work for the machine. */
const [patience, longest] = [900_000, 43_200_000]
export const pauseAfter = (times: number): number => Math.min(longest, patience * 2 ** (times - 1))

const scratchName = /^archive-proof-/

export function startBaseProver(options: ProverOptions): BaseProver {
  const { db, log, clock, place, sealer } = options
  /** Of the newest base; kept here too, because the device may refuse the note. */
  let trouble: { base: string; note: ProofTrouble } | undefined
  let stopped = false
  let errand: Errand<BaseCertificate> | undefined
  let proving: Promise<void> | undefined

  const prove = async (pointer: Pointer, base: BaseNote) => {
    const gone = () => stopped || readPointer(place)?.id !== pointer.id
    const scratch = join(dirname(pointer.folder), `archive-proof-${base.sha256.slice(0, 6)}`)
    try {
      await sweep(dirname(pointer.folder))
      const { bavail, bsize } = statfsSync(pointer.folder)
      const missing = roomMissing(bavail * bsize, await dataBytes(db))
      if (missing !== undefined) throw new Error(missing)
      const { locked_with } = readNote(pointer.folder)!
      const keys = await keysFor({ locked_with, recipients: pointer.recipients, lock_sealed: pointer.lock_sealed === null ? null : Buffer.from(pointer.lock_sealed, 'base64') }, options.dataDir, options.secrets)
      if (!keys) throw new Error('nothing here opens it')
      const { moment, canary } = await momentWithCanary(options)
      for (await sealer.look(); (sealer.state().moment ?? 0) < moment; await sealer.look()) {
        if (gone()) return
        await pause(250)
      }
      const request: BaseProofRequest = { folder: pointer.folder, file: base.file, sha256: base.sha256, keys, to: moment.toISOString(), canary, scratch, dataDir: options.dataDir, facts: options.facts, node: options.node }
      errand = sendErrand<BaseCertificate>({ exec: options.prover, request })
      const certificate = await errand.done
      writeDurably(join(pointer.folder, names.certificate(base.file)), `${JSON.stringify(certificate, null, 2)}\n`)
      log.info(`A base backup was proven: ${certificate.sentence}`)
      trouble = undefined
      for (const name of [names.proofTrouble(base.file), names.proofAsked(base.file)]) rmSync(join(pointer.folder, name), { force: true })
    } catch (reason) {
      if (gone()) return
      const [times, now] = [(troubleOf(pointer, base)?.times ?? 0) + 1, clock.now()]
      const note = { times, failed_at: now.toISOString(), next_at: new Date(now.getTime() + pauseAfter(times)).toISOString(), sentence: (reason as Error).message }
      trouble = { base: base.file, note }
      log.error(unprovenText(base.file, note, now))
      try {
        writeDurably(join(pointer.folder, names.proofTrouble(base.file)), `${JSON.stringify(note, null, 2)}\n`)
        rmSync(join(pointer.folder, names.proofAsked(base.file)), { force: true })
      } catch (error) {
        // Nobody could tell it then to try sooner.
        note.next_at = new Date(now.getTime() + patience).toISOString()
        log.warn('That a proof failed could not be noted on the device.', { error })
      }
    } finally {
      errand = undefined
      await clearScratch(scratch).catch((error: unknown) => log.warn('What a proof left could not be removed at once.', { error }))
    }
  }

  /** The note on the device is the one that counts: whoever wants another try now writes its time anew. */
  const troubleOf = ({ folder }: Pointer, { file }: BaseNote): ProofTrouble | undefined => readProofTrouble(folder, file) ?? (trouble?.base === file ? trouble.note : undefined)

  return {
    look(pointer) {
      const base = readBases(pointer.folder).at(-1)
      const note = base && troubleOf(pointer, base)
      if (!base || (!note && readCertificate(pointer.folder, base.file) && !isProofAsked(pointer.folder, base.file))) return void (trouble = undefined)
      trouble = note && { base: base.file, note }
      if (!proving && !stopped && clock.now().getTime() >= Date.parse(note?.next_at ?? '1970-01-01')) proving = prove(pointer, base).finally(() => (proving = undefined))
    },
    trouble: () => trouble && unprovenText(trouble.base, trouble.note, clock.now()),
    async stop() {
      stopped = true
      errand?.stop()
      await proving
    },
  }
}

/** Whole milliseconds, because that is what a moment is told in: after she came, before she went. */
async function momentWithCanary({ db, plant, uproot }: ProverOptions): Promise<{ moment: Date; canary: Canary | undefined }> {
  const canary = await plant()
  try {
    const { moment } = await db.one<{ moment: Date }>("SELECT date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' AS moment, pg_sleep(0.005)")
    return { moment, canary }
  } finally {
    await uproot(canary)
  }
}

/** What crashes left. */
async function sweep(folder: string): Promise<void> {
  for (const name of readdirSync(folder).filter((each) => scratchName.test(each))) await clearScratch(join(folder, name))
}
