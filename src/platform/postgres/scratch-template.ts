/** A cluster that was initialised once for this machine, to be copied: initdb takes half a second, the copy a tenth. */
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { locateBinaries } from './binaries.ts'
import { startEmbedded } from './embedded.ts'
import { silent } from './log.ts'
import { fleetingSettings } from './server-settings.ts'

/** What shapes the template; a change makes another one. */
const SHAPED_BY = ['initdb.ts', 'first-connection.ts']

export async function scratchTemplate(): Promise<string> {
  const uid = process.getuid?.() ?? 0
  const shape = createHash('sha256').update(SHAPED_BY.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\0')).digest('hex').slice(0, 8)
  const place = join(tmpdir(), `bailiwick-template-${locateBinaries().version}-${uid}-${shape}`)
  if (isOurs(place, uid)) return place
  const stage = mkdtempSync(`${place}.`)
  chmodSync(stage, 0o755)
  try {
    const postgres = await startEmbedded({ dataDir: stage, log: silent, settings: fleetingSettings, durable: false })
    await postgres.stop()
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

/** The temporary folder is everybody's: only take what we made ourselves. */
function isOurs(place: string, uid: number): boolean {
  if (!existsSync(join(place, 'postgres.password'))) return false
  const found = lstatSync(place)
  if (!found.isDirectory() || found.uid !== uid || found.mode & 0o022) throw new Error(`${place} was made by somebody else; remove it, or set TMPDIR.`)
  return true
}
