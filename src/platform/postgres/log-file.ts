/** Postgres' own log: a file that it holds open in append mode, so lines survive the supervisor; emptied by copying when it grows. */
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

const LARGEST = 10 * 1024 * 1024
const KEPT = 3

export type LogFile = {
  path: string
  /** A descriptor to hand to a child; the caller closes it. */
  open(): number
  /** What has been written since `offset`, at most the last 16 KB of it. */
  since(offset: number): string
  size(): number
  rotate(largest?: number): void
}

export function logFile(dataDir: string): LogFile {
  const folder = join(dataDir, 'log')
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  const path = join(folder, 'postgres.log')
  const size = () => existsSync(path) ? statSync(path).size : 0
  return {
    path,
    size,
    open: () => openSync(path, 'a', 0o600),
    since(offset) {
      if (!existsSync(path)) return ''
      const end = size()
      const start = Math.max(offset > end ? 0 : offset, end - 16 * 1024)
      const buffer = Buffer.alloc(end - start)
      const fd = openSync(path, 'r')
      try {
        return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start))
      } finally {
        closeSync(fd)
      }
    },
    rotate(largest = LARGEST) {
      if (size() < largest) return
      for (let age = KEPT - 1; age >= 1; age--) {
        if (existsSync(`${path}.${age}`)) renameSync(`${path}.${age}`, `${path}.${age + 1}`)
      }
      // The file cannot be renamed away, since Postgres keeps its descriptor; in append mode it goes on at the new end.
      copyFileSync(path, `${path}.1`)
      truncateSync(path, 0)
    },
  }
}
