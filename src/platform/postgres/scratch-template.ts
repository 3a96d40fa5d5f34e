/** A cluster that was initialised once for this machine, to be copied: initdb takes half a second, the copy a tenth. */
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { locateBinaries } from './binaries.ts'
import { connect } from './database.ts'
import { startEmbedded, type EmbeddedPostgres } from './embedded.ts'
import { silent } from './log.ts'
import { migrate } from './migrate.ts'
import { fleetingSettings } from './server-settings.ts'

/** What shapes the template; a change makes another one. */
const SHAPED_BY = ['initdb.ts', 'first-connection.ts', 'migrate.ts'].map((file) => join(import.meta.dirname, file))

/** The database of a template that was made with migrations: to be copied in turn, never to be written to. */
export const migratedDatabase = 'template_migrated'

/** @param migrations a folder; what they make is in the template as `migratedDatabase` */
export async function scratchTemplate(migrations?: string): Promise<string> {
  const uid = process.getuid?.() ?? 0
  const sources = [...SHAPED_BY, ...(migrations === undefined ? [] : readdirSync(migrations).sort().map((name) => join(migrations, name)))]
  const shape = createHash('sha256').update(sources.map((file) => readFileSync(file, 'utf8')).join('\0')).digest('hex').slice(0, 8)
  const place = join(tmpdir(), `bailiwick-template-${locateBinaries().version}-${uid}-${shape}`)
  if (isOurs(place, uid)) return place
  const stage = mkdtempSync(`${place}.`)
  chmodSync(stage, 0o755)
  try {
    if (migrations !== undefined) cpSync(await scratchTemplate(), stage, { recursive: true })
    const postgres = await startEmbedded({ dataDir: stage, log: silent, settings: fleetingSettings, durable: false })
    try {
      if (migrations !== undefined) await fill(postgres, migrations)
    } finally {
      await postgres.stop()
    }
    for (const name of ['log', 'supervisor.lock', 'supervisor.pid']) rmSync(join(stage, name), { recursive: true, force: true })
    renameSync(stage, place)
    return place
  } catch (reason) {
    rmSync(stage, { recursive: true, force: true })
    // Several test processes begin at once; the first to rename wins, the others use its work.
    if (isOurs(place, uid)) return place
    throw reason
  }
}

async function fill(postgres: EmbeddedPostgres, migrations: string): Promise<void> {
  const root = await connect({ url: postgres.admin, log: silent })
  await root.execute(`CREATE DATABASE ${migratedDatabase} OWNER bailiwick`)
  await root.close()
  const db = await connect({ url: { ...postgres.connection, database: migratedDatabase }, log: silent })
  await migrate(db, { folder: migrations, log: silent })
  await db.close()
}

/** The temporary folder is everybody's: only take what we made ourselves. */
function isOurs(place: string, uid: number): boolean {
  if (!existsSync(join(place, 'postgres.password'))) return false
  const found = lstatSync(place)
  if (!found.isDirectory() || found.uid !== uid || found.mode & 0o022) throw new Error(`${place} was made by somebody else; remove it, or set TMPDIR.`)
  return true
}
