import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { quietLogger } from '#platform/log/index.ts'
import { stopOrphan } from '#platform/postgres/index.ts'

/** Removes the folder of a scratch database. An errand that was killed leaves its server behind, which would go on in a folder that is not there. */
export async function clearScratch(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  await stopOrphan(folder, quietLogger).catch(() => {})
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
