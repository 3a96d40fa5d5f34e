/** The commands of the node, over a started appliance but within the test's own process: the same desk and gate, without a start of Node for each. */
import { localTerminal, runCli } from '#surfaces/cli/index.ts'
import { deskCommands } from '../../src/start/desk-commands.ts'
import { openDesk } from '../../src/start/desk.ts'
import { dataDirOption } from '../../src/start/options.ts'

export type Said = { code: number; out: string; err: string }
export type Typed = (...words: string[]) => Promise<Said>

export const commandsAt = (dataDir: string): Typed => async (...words) => {
  const said = { out: '', err: '' }
  const console = { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text) }
  const code = await runCli(deskCommands({ open: openDesk, common: [dataDirOption], terminal: localTerminal(console) }), [...words, '--data-dir', dataDir], {}, console, '0')
  return { code, ...said }
}
