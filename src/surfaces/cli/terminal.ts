/** The terminal of this machine: files go into the present folder, whole or not at all; a bar is drawn where somebody looks. */
import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Download } from '#kernel/download.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Terminal } from '#kernel/terminal.ts'
import { createBar, size } from './bar.ts'
import { typeSecret } from './type-secret.ts'

export type Console = { out: (text: string) => void; err: (text: string) => void }

export const processConsole: Console = { out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text) }

/** @param folder where files go; the present one unless given. */
export function localTerminal(console: Console = processConsole, folder = '.'): Terminal {
  const bar = createBar(process.stderr)
  return {
    out: (text) => {
      bar.clear()
      console.out(text)
    },
    err: (text) => {
      bar.clear()
      console.err(text)
    },
    progress: bar.show,
    read: (path) => (path === '-' ? typeSecret() : readFile(path)).catch((error: NodeJS.ErrnoException) => {
      if (error instanceof StartFailure) throw error
      throw new StartFailure(exitCodes.usage, `${path === '-' ? 'the standard input' : path} cannot be read (${error.code ?? error.message}).`, error)
    }),
    async save(file, name = file.name) {
      const path = resolve(folder, basename(name))
      const bytes = await writeWhole(path, file, (done) => bar.show({ about: `Saving ${basename(name)}`, done, unit: 'bytes', ...(file.bytes === undefined ? {} : { total: file.bytes }) }))
      bar.clear()
      return `Saved ${basename(name)} (${size(bytes)}).`
    },
  }
}

/** Mode 0600: what an appliance hands out is seldom for everybody. A file of that name is replaced only when the new one is complete. */
async function writeWhole(path: string, file: Download, told: (bytes: number) => void): Promise<number> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  let bytes = 0
  const handle = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new StartFailure(exitCodes.cannotCreate, `${path} cannot be written (${error.code ?? error.message}); run this in a folder where you may write.`, error)
  })
  try {
    for await (const piece of file.open()) {
      await handle.write(piece)
      bytes += piece.length
      told(bytes)
    }
    if (file.bytes !== undefined && bytes !== file.bytes) throw new StartFailure(exitCodes.unavailable, `${basename(path)} arrived with ${bytes} of ${file.bytes} bytes; nothing was kept. Ask for it again.`)
    await handle.sync()
    await handle.close()
    await rename(draft, path)
    return bytes
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  }
}
