/** Runs one command for a caller elsewhere: what it says goes out as events, files it saves wait to be fetched, files it reads come with the request. */
import type { Command } from '#kernel/command.ts'
import { exitCodes } from '#kernel/problem.ts'
import type { Terminal } from '#kernel/terminal.ts'
import { runCli } from '#surfaces/cli/index.ts'
import type { Shelf } from './files.ts'
import type { RunEvent, RunRequest } from './protocol.ts'

/** Thrown out of a command that reads a file which did not come along. */
class Needed extends Error {
  readonly path: string
  constructor(path: string) {
    super(`the file ${path} is needed`)
    this.path = path
  }
}

export type Running = {
  commandsOf: (terminal: Terminal) => readonly Command[]
  request: RunRequest
  keyId: string
  shelf: Shelf
  version: string
  tell: (event: RunEvent) => void
}

/** Resolves to the exit code, undefined when the command has to be asked for again with a file. Rejects only for a bug. */
export async function runFor({ commandsOf, request, keyId, shelf, version, tell }: Running): Promise<number | undefined> {
  const terminal: Terminal = {
    out: (out) => tell({ out }),
    err: (err) => tell({ err }),
    progress: (progress) => tell({ progress }),
    async save(file, name = file.name) {
      tell({ file: { ticket: shelf.put(file, keyId), name, ...(file.bytes === undefined ? {} : { bytes: file.bytes }) } })
      return ''
    },
    async read(path) {
      const content = request.files?.[path]
      if (content === undefined) throw new Needed(path)
      return Buffer.from(content, 'base64')
    },
  }
  try {
    const code = await runCli(commandsOf(terminal), request.argv, {}, terminal, version)
    tell({ exit: code })
    return code
  } catch (error) {
    if (error instanceof Needed) {
      tell({ need: error.path })
      return undefined
    }
    tell({ err: 'bailiwick: the command failed for a reason that stands in the log of the node.\n' })
    tell({ exit: exitCodes.software })
    throw error
  }
}
