/** What a backup file holds: docs/reference/backup-format.md says it for people. */

/** Raised when an older build could no longer read what we write. */
export const formatVersion = 1

/** `data`: the database. `secrets`: what the data directory holds beside it, keys above all. `whole`: both. */
export const contents = ['data', 'secrets', 'whole'] as const
export type Content = (typeof contents)[number]

/** A user who exists in the backup alone, so that the proof can sign in as somebody who came with it. */
export type Canary = { tenant: string; connection: string; user_id: string; email: string; password: string }

export type Manifest = {
  product: 'bailiwick'
  format: number
  content: Content
  /** A copy of the files of the cluster, which needs the archived log to become consistent. */
  kind?: 'base'
  /** Of the product. */
  build: string
  /** Number of the newest migration; 0 without a database. */
  schema: number
  postgres: string
  /** ISO 8601: whatever was acknowledged before is in the backup. */
  taken_at: string
  base_domain: string
  ports: { https: number; http: number; agent: number }
  hostname: string
  /** In the order of their columns. */
  tables: { name: string; columns: string[] }[]
  canary?: Canary
  /** Absent in backups of builds that did not say it. */
  tenants?: TenantThen[]
}

export type TenantThen = { name: string; is_root: boolean }

/** Over the text of a whole table as COPY writes it. */
export type TableSum = { rows: number; bytes: number; sha256: string }

export const names = {
  manifest: 'manifest.json',
  before: 'schema/before.sql',
  after: 'schema/after.sql',
  sequences: 'sequences.json',
  complete: 'complete.json',
  piece: (table: string, number: number) => `tables/${table}/${String(number).padStart(5, '0')}.copy.zst`,
  sum: (table: string) => `tables/${table}.json`,
  file: (path: string) => `files/${path}`,
} as const

/** Stands between two statements of schema/after.sql, so that a loader can run them side by side. */
export const between = '\n-- next\n'

export const pieceOf = (name: string): string | undefined => /^tables\/([^/]+)\/\d{5}\.copy\.zst$/.exec(name)?.[1]
export const sumOf = (name: string): string | undefined => /^tables\/([^/]+)\.json$/.exec(name)?.[1]
export const fileOf = (name: string): string | undefined => /^files\/(.+)$/.exec(name)?.[1]
