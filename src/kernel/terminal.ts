/**
 * Where a command speaks and puts files: the terminal it was typed at, which may be on another machine. Commands that are offered to both
 * (everything that performs operations through a `CommandDesk`) write here and never to `process.stdout`.
 */
import type { Download } from './download.ts'

export type Progress = {
  /** What is going on: `Downloading`. */
  about: string
  done: number
  /** Absent: nobody knows how long it takes. */
  total?: number
  unit?: 'bytes'
}

export type Terminal = {
  out: (text: string) => void
  err: (text: string) => void
  /** Puts a file into the folder where the person works, whole or not at all; resolves to a sentence that says where. `name` wins over the file's own. */
  save: (file: Download, name?: string) => Promise<string>
  /** Content of a file that stands among the arguments; of `-`, what is typed without being shown, or piped in. @throws StartFailure */
  read: (path: string) => Promise<Buffer>
  /** Shown as a bar where somebody looks; nowhere else. */
  progress: (step: Progress) => void
}
