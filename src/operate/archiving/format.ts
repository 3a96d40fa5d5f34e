/** What the folder of an archive holds: docs/reference/backup-format.md says it for people. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BaseCertificate } from './proof.ts'

export const archiveFormat = 1

/** `archive.json`, in the clear: it lets nobody read anything. */
export type ArchiveNote = {
  product: 'bailiwick'
  format: number
  id: string
  /** ISO 8601 */
  begun_at: string
  /** Public age key that bases and segments are sealed for; its private half lies in `key.age`, sealed as backups are. */
  recipient: string
  locked_with: 'passphrase' | 'recipients'
}

/** Beside a base backup once everything that makes it consistent is archived; a base without it is only begun. */
export type BaseNote = {
  file: string
  taken_at: string
  /** From here on every moment can be restored. */
  consistent_at: string
  start_segment: string
  stop_segment: string
  segment_size: number
  system_identifier: string
  build: string
  schema: number
  bytes: number
  sha256: string
}

/** A line of `segments.jsonl`, written when the sealed file is on the disk. */
export type SealedSegment = {
  segment: string
  /** What was committed before is in this segment or an earlier one. */
  at: string
  /** Of the segment before it was packed and sealed. */
  sha256: string
  bytes: number
}

export const names = {
  note: 'archive.json',
  key: 'key.age',
  segments: 'segments.jsonl',
  wal: 'wal',
  sealed: (segment: string) => join('wal', `${segment}.zst.age`),
  base: (at: Date, id: string) => `base-${stamp(at)}-${id}.tar.age`,
  baseNote: (file: string) => `${file}.json`,
  /** Beside it once it is proven. */
  certificate: (file: string) => `${file}.certificate.json`,
  /** Beside it while its proof has failed. */
  proofTrouble: (file: string) => `${file}.proof-failed.json`,
  /** Beside a proven base while another proof of it is wanted. */
  proofAsked: (file: string) => `${file}.proof-asked.json`,
} as const

export const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

/** In a base backup: pieces of one tar of the cluster, frames of Zstandard that are one stream. */
export const clusterPiece = (number: number): string => `cluster/${String(number).padStart(5, '0')}.tar.zst`
export const isClusterPiece = (name: string): boolean => /^cluster\/\d{5}\.tar\.zst$/.test(name)

export const isSegment = (name: string): boolean => /^[0-9A-F]{24}$/.test(name)

/** Undefined where there is none, or half of one. */
export function readNote(folder: string): ArchiveNote | undefined {
  try {
    const note = JSON.parse(readFileSync(join(folder, names.note), 'utf8')) as ArchiveNote
    return note.product === 'bailiwick' ? note : undefined
  } catch {
    return undefined
  }
}

/** Complete bases, oldest first. */
export function readBases(folder: string): BaseNote[] {
  const notes = existsSync(folder) ? readdirSync(folder).filter((name) => /^base-.*\.tar\.age\.json$/.test(name)) : []
  return notes.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as BaseNote)
    .filter(({ file }) => existsSync(join(folder, file))).sort((a, b) => (a.taken_at < b.taken_at ? -1 : 1))
}

/** Undefined where the base was never proven. */
export function readCertificate(folder: string, base: string): BaseCertificate | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, names.certificate(base)), 'utf8')) as BaseCertificate
  } catch {
    return undefined
  }
}

/** Why the last proof of a base failed; an earlier one may have left its certificate. Times in ISO 8601. */
export type ProofTrouble = { times: number; failed_at: string; next_at: string; sentence: string }

/** Undefined where no proof of the base has failed, or where it was proven since. While there is one, it says more than a certificate. */
export function readProofTrouble(folder: string, base: string): ProofTrouble | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, names.proofTrouble(base)), 'utf8')) as ProofTrouble
  } catch {
    return undefined
  }
}

/** Whether somebody wants a proven base to be proven again. */
export const isProofAsked = (folder: string, base: string): boolean => existsSync(join(folder, names.proofAsked(base)))

/** In the order of sealing. A last line that a crash cut is not there. */
export function readSegments(folder: string): SealedSegment[] {
  const file = join(folder, names.segments)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as SealedSegment]
    } catch {
      return []
    }
  })
}

/** What was committed before the latest of these can be restored. */
export const reachOf = (segments: readonly SealedSegment[]): Date | undefined => {
  const last = segments.findLast(({ segment }) => isSegment(segment))
  return last && new Date(last.at)
}
