import { readFile, statfs } from 'node:fs/promises'

/** Bytes; `used` is the share of what may be filled by ordinary users, 0 to 1, as `df` shows it. */
export type Volume = { path: string; total: number; free: number; used: number }

/** Writable volumes of the machine, and in any case those that carry `paths`. A volume that appears under several paths is told once. */
export async function volumes(paths: readonly string[]): Promise<Volume[]> {
  const found = await Promise.all([...paths, ...(await mounted())].map(read))
  const seen = new Set<string>()
  return found.filter((volume): volume is Volume => {
    if (!volume) return false
    const same = `${volume.total}/${volume.free}`
    return !seen.has(same) && seen.add(same) !== undefined
  })
}

/** Devices mounted for writing. What is read-only (images) is full by nature. */
async function mounted(): Promise<string[]> {
  const table = await readFile('/proc/mounts', 'utf8').catch(() => '')
  return table.split('\n').flatMap((line) => {
    const [device = '', path = '', , options = ''] = line.split(' ')
    return device.startsWith('/dev/') && options.split(',').includes('rw') ? [path.replaceAll('\\040', ' ')] : []
  })
}

async function read(path: string): Promise<Volume | undefined> {
  const stats = await statfs(path).catch(() => undefined)
  if (!stats || stats.blocks === 0) return undefined
  const used = stats.blocks - stats.bfree
  return { path, total: stats.blocks * stats.bsize, free: stats.bavail * stats.bsize, used: used / Math.max(1, used + stats.bavail) }
}
