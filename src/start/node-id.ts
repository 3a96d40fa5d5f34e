/** The name by which a node is known to the others for as long as its data directory lives. */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function nodeId(dataDir: string): string {
  const file = join(dataDir, 'node-id')
  const present = read(file)
  if (present !== undefined) return present
  const made = randomBytes(6).toString('hex')
  writeFileSync(file, `${made}\n`, { mode: 0o644 })
  return made
}

function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return /^[0-9a-f]{12}$/.test(text) ? text : undefined
  } catch {
    return undefined
  }
}
