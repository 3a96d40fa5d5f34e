/** Files that are whole or absent, also after a crash at any moment. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Written beside, forced to disk, renamed, and the rename forced to disk. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const beside = join(folder, `.${process.pid}-${Math.random().toString(36).slice(2)}.new`)
  try {
    const file = await open(beside, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; there the rename alone must do.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
