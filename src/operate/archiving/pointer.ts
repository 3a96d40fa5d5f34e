/** Which archive this cluster is kept in. It lies within the cluster, so another cluster in its place, restored or new, begins an archive of its own. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { nobodyKeeps, type ArchivingPlace } from '#platform/postgres/index.ts'

export type Pointer = {
  id: string
  /** Of the archive, absolute. */
  folder: string
  recipient: string
  recipients: string[]
  /** The passphrase, sealed, base64; null with recipients. */
  lock_sealed: string | null
}

const file = (place: ArchivingPlace) => join(place.markers, 'current.json')
const off = (place: ArchivingPlace) => join(place.markers, nobodyKeeps)

export function readPointer(place: ArchivingPlace): Pointer | undefined {
  try {
    return JSON.parse(readFileSync(file(place), 'utf8')) as Pointer
  } catch {
    return undefined
  }
}

/** From its return on no segment is let go before it is archived. */
export function pointTo(place: ArchivingPlace, pointer: Pointer): void {
  writeDurably(file(place), JSON.stringify(pointer))
  rmSync(off(place), { force: true })
  syncFolder(place.markers)
}

/** Segments that wait are let go. */
export function pointNowhere(place: ArchivingPlace): void {
  if (!existsSync(off(place))) writeFileSync(off(place), '')
  rmSync(file(place), { force: true })
  syncFolder(place.markers)
}

/** A reader sees the old content or the new, never a part; also after a power failure. */
export function writeDurably(path: string, text: string): void {
  const descriptor = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${path}.new`, path)
  syncFolder(join(path, '..'))
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
