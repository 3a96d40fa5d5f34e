/** Files that commands take: read where the person works, which may be another machine. */
import type { CommandTools } from '#kernel/desk-command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

/** @throws StartFailure when it cannot be read, or is not JSON. */
export async function jsonFile({ terminal }: CommandTools, path: string): Promise<unknown> {
  const text = (await terminal.read(path)).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new StartFailure(exitCodes.usage, `${path} is not JSON.`)
  }
}
