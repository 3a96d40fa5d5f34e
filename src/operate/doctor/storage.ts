/** Disks. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { diagnosis, inDatabase, judged, unwell, well, type Diagnosis } from './diagnosis.ts'
import { databaseSize } from './doctor.store.ts'

const mib = (bytes: number): string => (bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`)

/** The folder, or the nearest one above it that exists. */
const present = (folder: string): string => (existsSync(folder) ? folder : present(dirname(folder)))

async function room(folder: string) {
  const { blocks, bfree, bavail, bsize, files, ffree, type } = await statfs(present(folder))
  return { total: blocks * bsize, free: bavail * bsize, used: (blocks - bfree) / Math.max(1, blocks - bfree + bavail), files, ffree, type }
}

/** Magic numbers of statfs(2). */
const unfit: Record<number, string> = { 0x6969: 'NFS', 0x01021994: 'tmpfs (memory, gone after a restart)', 0xff534d42: 'CIFS', 0xfe534d42: 'SMB', 0x65735546: 'FUSE' }

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(entries.map(async (entry) => (entry.isDirectory() ? sizeOf(join(folder, entry.name)) : (await stat(join(folder, entry.name)).catch(() => ({ size: 0 }))).size)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Milliseconds of the slowest of a few forced writes, as a commit waits for them. */
async function forcedWrite(folder: string): Promise<number> {
  const file = join(folder, `.doctor-${randomBytes(4).toString('hex')}`)
  const handle = await open(file, 'wx', 0o600)
  try {
    const times: number[] = []
    for (let turn = 0; turn < 5; turn += 1) {
      const began = performance.now()
      await handle.write(Buffer.alloc(8192, turn))
      await handle.datasync()
      times.push(performance.now() - began)
    }
    return times.sort((a, b) => a - b)[2]!
  } finally {
    await handle.close()
    await rm(file, { force: true })
  }
}

export const storageDiagnoses: readonly Diagnosis[] = [
  diagnosis('disk.data-volume', 'Volume of the data directory', 'urgent', 'Free space on the volume or enlarge it before the database has to stop.', async ({ dataDir }) => {
    const { used, free } = await room(dataDir)
    return judged(used <= 0.9, `The volume of ${dataDir} is filled by ${Math.round(used * 100)} %; ${mib(free)} are free.`)
  }),
  diagnosis('disk.data-free', 'Free space for the database', 'urgent', 'Free at least 1 GiB: the log of the database alone may need as much.', async ({ dataDir }) => {
    const { free } = await room(dataDir)
    return judged(free >= 2 ** 30, `${mib(free)} are free for the database.`)
  }),
  diagnosis('disk.backup-space', 'Space for a backup', 'normal', 'Keep at least twice the size of the data free on the device for backups.', inDatabase(async (db, { dataDir }) => {
    const [size, { free }] = [await databaseSize(db), await room(dataDir)]
    return judged(free >= 2 * size, `The database takes ${mib(size)}; ${mib(free)} are free beside it.`)
  })),
  diagnosis('disk.files', 'Number of files', 'high', 'Remove small files from the volume, or make a file system with more of them.', async ({ dataDir }) => {
    const { files, ffree } = await room(dataDir)
    return files === 0 ? undefined : judged(ffree / files > 0.05, `${Math.round((100 * ffree) / files)} % of the volume's files are free.`)
  }),
  diagnosis('disk.file-system', 'File system', 'high', 'Move the data directory to a local disk (ext4, xfs): a database needs writes that stay written.', async ({ dataDir }) => {
    const kind = unfit[(await room(dataDir)).type]
    return kind ? unwell(`The data directory is on ${kind}.`) : well('The data directory is on a local file system.')
  }),
  diagnosis('disk.speed', 'Forced writes', 'normal', 'Use an SSD; look what else writes to the same disk.', async ({ dataDir }) => {
    if (!existsSync(dataDir)) return undefined
    const milliseconds = await forcedWrite(dataDir)
    return judged(milliseconds < 50, `A write that must stay takes ${milliseconds.toFixed(1)} ms; each login waits for one or two.`)
  }),
  diagnosis('disk.temporary', 'Temporary folder', 'high', 'Make the temporary folder writable, or name another in TMPDIR.', async () => {
    const file = join(tmpdir(), `.bailiwick-doctor-${randomBytes(4).toString('hex')}`)
    await writeFile(file, 'x')
    await rm(file)
    return well(`${tmpdir()} can be written.`)
  }),
  diagnosis('disk.temporary-space', 'Temporary space', 'normal', 'Free space in the temporary folder, or name another in TMPDIR.', async () => {
    const { free } = await room(tmpdir())
    return judged(free >= 256 * 2 ** 20, `${mib(free)} are free in ${tmpdir()}.`)
  }),
  diagnosis('disk.logs', 'Size of logs', 'normal', 'Move old logs elsewhere; the database\'s own are rotated at 10 MiB.', async ({ dataDir }) => {
    const bytes = await sizeOf(join(dataDir, 'log'))
    return judged(bytes < 2 ** 30, `The logs take ${mib(bytes)}.`)
  }),
]
