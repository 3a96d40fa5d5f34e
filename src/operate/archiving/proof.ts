/** What is asked of the errand that proves a base backup, and what it writes beside it. */
import type { Keys } from '#platform/archive/index.ts'
import type { Canary, Certificate, Manifest } from '../backups/index.ts'

export type BaseProofRequest = {
  /** Of the archive. */
  folder: string
  file: string
  /** What the note beside the base says. */
  sha256: string
  keys: Keys
  /** ISO 8601: after the base, so that it is reached by the log alone. */
  to: string
  /** Who exists in the log alone, at that moment. */
  canary: Canary | undefined
  /** Made and removed. */
  scratch: string
  /** Of the running node: its key opens what is sealed in the database of a base without secrets. */
  dataDir: string
  facts: Pick<Manifest, 'build' | 'base_domain' | 'ports' | 'hostname'>
  node: string
}

export type BaseCertificate = Pick<Certificate, 'sentence' | 'file' | 'content' | 'proven_at' | 'proven_by' | 'seconds'> & {
  taken_at: string
  /** The moment that was put back. */
  moment: string
  base: { build: string; schema: number; bytes: number; sha256: string }
  restored: { segments: number; tables: number; rows: number; bytes: number; files: number; seconds: number }
  signed_in: NonNullable<Certificate['signed_in']>
}
