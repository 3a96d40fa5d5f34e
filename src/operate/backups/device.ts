/** A place for backups, looked at: which folder it is, whether another device than the data, and how much room there is. */
import { readFileSync, statSync } from 'node:fs'
import { access, constants, mkdir, readdir, stat, statfs } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { Problem } from '#kernel/problem.ts'

/** Below the device, so that whatever else is on it is left alone. */
export const folderName = 'bailiwick-backups'

export type Device = { folder: string; dedicated: boolean; exists: boolean; empty: boolean; free: number }

/** @param wanted a folder, a mount point, or a device (`/dev/sdb1`) that is mounted. @throws Problem 400 */
export async function examineDevice(wanted: string, dataDir: string): Promise<Device> {
  if (!isAbsolute(wanted)) throw new Problem(400, 'not_absolute', `"${wanted}" must begin with a slash: a mount point, a folder, or a device that is mounted.`)
  const place = wanted.startsWith('/dev/') && statSync(wanted, { throwIfNoEntry: false })?.isBlockDevice() ? mountPointOf(wanted) : wanted
  const found = await stat(place).catch(() => undefined)
  if (!found?.isDirectory()) throw new Problem(400, 'no_such_folder', `${place} is no folder on this node. Mount the device first, or make the folder.`)
  await access(place, constants.W_OK | constants.X_OK).catch(() => {
    throw new Problem(400, 'not_writable', `${place} cannot be written by the account that Bailiwick runs as; correct its owner.`)
  })
  const folder = place.endsWith(`/${folderName}`) ? place : join(place, folderName)
  const entries = await readdir(folder).catch(() => undefined)
  const space = await statfs(place)
  return { folder, dedicated: found.dev !== statSync(dataDir).dev, exists: entries !== undefined, empty: (entries ?? []).length === 0, free: space.bavail * space.bsize }
}

function mountPointOf(device: string): string {
  const mounted = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' ')).find(([source]) => source === device)
  if (!mounted?.[1]) throw new Problem(400, 'not_mounted', `${device} is not mounted. Make a file system on it and mount it, then give its mount point.`)
  return mounted[1].replaceAll('\\040', ' ')
}

export const makeFolder = (folder: string): Promise<string | undefined> => mkdir(folder, { recursive: true, mode: 0o700 })

/** In words that people count with. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 || bytes / 1000 ** power >= 100 ? 0 : 1)} ${units[power]}`
}

/** Twice the data must be free. Undefined when there is room enough. */
export function roomMissing(free: number, data: number): string | undefined {
  return free >= 2 * data ? undefined : `${size(free)} are free on the backup device; twice the data (2 × ${size(data)}) is needed. Delete a backup, or use a larger device.`
}
