/** The errand that opens a backup as a database beside, for as long as its parent takes out of it what it wants. */
import { mkdirSync, rmSync } from 'node:fs'
import { quietLogger } from '#platform/log/index.ts'
import { besideSettings, connect, migrate, startEmbedded } from '#platform/postgres/index.ts'
import { performErrand } from '#platform/processes/index.ts'
import type { Keys } from '#platform/archive/index.ts'
import { loadBackup, type Able } from './read.ts'
import { settleRestored } from './restore.store.ts'

export type Opening = { file: string; keys: Keys; scratch: string; able: Able; migrations: string }

performErrand<Opening, { taken_at: string }>(async ({ file, keys, scratch, able, migrations }, door) => {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  // Nobody misses this database after a power failure, so it is written without waiting for the disk.
  const postgres = await startEmbedded({ dataDir: scratch, log: quietLogger, durable: false, settings: besideSettings })
  try {
    const { manifest } = await loadBackup(file, keys, { database: postgres.connection, able, beside: true })
    // A backup of an older build becomes what the tables are like now.
    const db = await connect({ url: postgres.connection, log: quietLogger, poolSize: 1 })
    try {
      await migrate(db, { folder: migrations, log: quietLogger })
      await settleRestored(db, manifest.canary?.user_id)
    } finally {
      await db.close()
    }
    await door.ask(postgres.connection)
    return { taken_at: manifest.taken_at }
  } finally {
    await postgres.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
})
