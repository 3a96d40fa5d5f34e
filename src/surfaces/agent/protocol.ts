/** What goes between the agent and a command line elsewhere. */
import type { CommandOption } from '#kernel/command.ts'
import type { Progress } from '#kernel/terminal.ts'

export const protocolVersion = 'v1'

/** A command as the other side shows it in its help. */
export type OfferedCommand = { name: string; about: string; options: readonly CommandOption[]; examples?: readonly string[] }

/** `files`: contents (base64) of files among the arguments, by the name they have there. */
export type RunRequest = { argv: string[]; files?: Record<string, string> }

export type RunEvent =
  | { out: string }
  | { err: string }
  | { progress: Progress }
  /** To be fetched from /v1/files/<ticket>. */
  | { file: { ticket: string; name: string; bytes?: number } }
  /** A file among the arguments is needed: the command is asked for again, with it. Nothing was done. */
  | { need: string }
  | { exit: number }

/** Body of everything that is not 200. */
export type Refusal = { error: string; message: string; /** ISO 8601: the clock of the node. */ now: string }
