import { join } from 'node:path'
import { readMigrations } from '#platform/postgres/index.ts'
import type { Able } from '#operate/backups/index.ts'

export const migrationsFolder = join(import.meta.dirname, '..', '..', 'db', 'migrations')

/** What this build can take up of a backup. */
export const ableOf = (build: string): Able => ({ build, schema: readMigrations(migrationsFolder).at(-1)?.number ?? 0 })
