/** What a proof says, for the file next to the backup. */
import type { Keys, Written } from '#platform/archive/index.ts'
import type { Content, Manifest, TableSum } from './format.ts'

export type ProofRequest = {
  file: string
  content: Content
  keys: Keys
  /** Made and removed. */
  scratch: string
  /** Of the running node: its key opens what is sealed in the database of a backup without secrets. */
  dataDir: string
  facts: Pick<Manifest, 'build' | 'base_domain' | 'ports' | 'hostname'>
  node: string
  sums: Written
}

export type Certificate = {
  sentence: string
  file: string
  content: Content
  taken_at: string
  proven_at: string
  proven_by: { node: string; hostname: string; build: string }
  backup: { build: string; schema: number; bytes: number; md5: string; sha256: string }
  restored: { tables: number; rows: number; bytes: number; files: number; seconds: number; sums: Record<string, TableSum> }
  /** Null for secrets alone. */
  signed_in: { tenant: string; user: string; came_with_the_backup: boolean; seconds: number } | null
  seconds: number
}
