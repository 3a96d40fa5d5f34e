import { X509Certificate } from 'node:crypto'
import { basename } from 'node:path'
import { command, type Command } from '#kernel/command.ts'
import { download } from '#kernel/download.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Terminal } from '#kernel/terminal.ts'
import type { OfferedCommand, RunEvent, RunRequest } from '#surfaces/agent/index.ts'
import { commandHelp, overview, runCli } from '#surfaces/cli/index.ts'
import { fingerprintOf, firstSight } from './connection.ts'
import { ask, linesOf, textOf, type Line } from './exchange.ts'
import { keyCommands } from './key.commands.ts'
import { readKeyFiles } from './key-files.ts'
import { memoryIn, type Memory } from './known-nodes.ts'
import { aimAt, targetOptions, type Aim } from './target.ts'

export { namesTarget } from './target.ts'

export type Remote = { terminal: Terminal; environment: NodeJS.ProcessEnv; version: string; now?: () => Date }

/** Runs what follows the target and resolves to the exit code, which is the command's own where one ran. */
export async function runRemote(argv: readonly string[], { terminal, environment, version, now = () => new Date() }: Remote): Promise<number> {
  const refuse = (sentence: string, code: number = exitCodes.usage) => {
    terminal.err(`bailiwick: ${sentence}\n`)
    return code
  }
  try {
    const aimed = aimAt(argv, environment)
    if ('refusal' in aimed) return refuse(aimed.refusal)
    const { aim, rest } = aimed
    const memory = memoryIn(environment)
    const local = [...keyCommands(terminal), updateCommands(async () => terminal.out(await update(await lineTo(aim, memory, terminal, now), memory, aim)))]
    if (aimed.help || rest.length === 0 || rest[0] === 'help') {
      terminal.out(listed(local, aim, memory))
      return rest.length === 0 && !aimed.help ? exitCodes.usage : exitCodes.ok
    }
    if (local.some(({ name }) => name === rest[0])) return await runCli(local, withKey(rest, aim), environment, terminal, version)
    const offered = offeredHelp(rest, memory.recall(aim.target).commands)
    if (offered) {
      terminal.out(offered)
      return exitCodes.ok
    }
    return await run(await lineTo(aim, memory, terminal, now), rest, terminal)
  } catch (error) {
    if (error instanceof StartFailure) return refuse(error.message, error.exitCode)
    throw error
  }
}

const withKey = (rest: readonly string[], { keyFile }: Aim): string[] => (rest[0]!.endsWith('-key') && !rest.some((word) => word.startsWith('--key')) ? [...rest, '--key', keyFile] : [...rest])

const updateCommands = (act: () => Promise<void>): Command =>
  command({
    name: 'update-commands', about: 'Fetch the list of commands that the node offers.', options: [],
    async run() {
      await act()
      return exitCodes.ok
    },
  })

/** Only those that need no node are listed until the node was asked what it offers. */
function listed(local: readonly Command[], aim: Aim, memory: Memory): string {
  const { commands = [], version } = memory.recall(aim.target)
  const all = [...local, ...commands.map(({ name, about }) => ({ name, about, options: [], run: async () => 0 }))].sort((a, b) => (a.name < b.name ? -1 : 1))
  const options = targetOptions.map((option) => `  ${option.short ? `-${option.short}, ` : '    '}--${option.name}${option.value ? ` ${option.value}` : ''}  ${option.about}`)
  const hint = version === undefined ? `\nbailiwick -t ${aim.address.host} update-commands fetches what the node offers.\n` : `\nAs offered by build ${version}; update-commands fetches the list anew.\n`
  return `${overview(all).replace('Usage: bailiwick <command> [options]', `Usage: bailiwick -t <node> [-p <port>] <command> [options]\n\n${options.join('\n')}`)}${hint}`
}

function offeredHelp(argv: readonly string[], offered: readonly OfferedCommand[] = []): string | undefined {
  if (!argv.includes('--help') && !argv.includes('-h')) return undefined
  const found = offered.filter(({ name }) => name.split(' ').every((word, index) => argv[index] === word)).sort((a, b) => b.name.length - a.name.length)[0]
  return found && commandHelp({ ...found, run: async () => 0 }).replace('Usage: bailiwick ', 'Usage: bailiwick -t <node> ')
}

/** Key, and what the node is known by; at the first visit what it shows is written down, and said. */
async function lineTo(aim: Aim, memory: Memory, terminal: Terminal, now: () => Date): Promise<Line> {
  const keys = readKeyFiles(aim.keyFile)
  const known = memory.recall(aim.target)
  if (aim.ca !== undefined) {
    requireCertificate(aim.ca)
    if (known.anchor !== aim.ca) memory.remember({ ...known, anchor: aim.ca })
    return { address: aim.address, anchor: aim.ca, keys, now }
  }
  if (known.anchor !== undefined && !aim.forget) return { address: aim.address, anchor: known.anchor, keys, now }
  const anchor = await firstSight(aim.address)
  memory.remember({ ...known, anchor })
  terminal.err(`First visit to ${aim.target}: it is known from now on by the certificate ${fingerprintOf(anchor)}. Compare it with the node's (\`openssl x509 -noout -fingerprint -sha256 -in tls/ca.pem\`), or use --ca.\n`)
  return { address: aim.address, anchor, keys, now }
}

function requireCertificate(pem: string): void {
  try {
    new X509Certificate(pem)
  } catch (error) {
    throw new StartFailure(exitCodes.usage, '--ca: the file holds no certificate in PEM.', error)
  }
}

async function update(line: Line, memory: Memory, aim: Aim): Promise<string> {
  const answer = JSON.parse(await textOf(await ask(line, 'GET', '/commands'))) as { version: string; commands: OfferedCommand[] }
  memory.remember({ ...memory.recall(aim.target), commands: answer.commands, version: answer.version })
  return `${answer.commands.length} commands are offered by build ${answer.version}; \`bailiwick -t ${aim.address.host} --help\` lists them.\n`
}

async function run(line: Line, argv: string[], terminal: Terminal): Promise<number> {
  const files: Record<string, string> = {}
  for (;;) {
    const needed = await runOnce(line, { argv, files }, terminal)
    if (typeof needed === 'number') return needed
    // A node gets only what the person wrote into the command.
    if (files[needed] !== undefined || !argv.some((word) => word === needed || word.endsWith(`=${needed}`))) throw new StartFailure(exitCodes.protocol, `The node asked for the file ${needed}, which the command does not name; nothing was sent.`)
    files[needed] = (await terminal.read(needed)).toString('base64')
  }
}

/** The exit code, or the name of a file that has to come along. */
async function runOnce(line: Line, request: RunRequest, terminal: Terminal): Promise<number | string> {
  for await (const text of linesOf(await ask(line, 'POST', '/run', request))) {
    const event = JSON.parse(text) as RunEvent
    if ('out' in event) terminal.out(event.out)
    else if ('err' in event) terminal.err(event.err)
    else if ('progress' in event) terminal.progress(event.progress)
    else if ('need' in event) return event.need
    else if ('exit' in event) return event.exit
    else await fetchFile(line, event.file, request.argv.includes('--json'), terminal)
  }
  throw new StartFailure(exitCodes.unavailable, 'The connection ended before the node said how the command ended; ask it what became of it.')
}

async function fetchFile(line: Line, { ticket, name, bytes }: { ticket: string; name: string; bytes?: number }, quiet: boolean, terminal: Terminal): Promise<void> {
  const answer = await ask(line, 'GET', `/files/${ticket}`)
  const sentence = await terminal.save(download({ name: basename(name), ...(bytes === undefined ? {} : { bytes }), open: () => answer }))
  if (!quiet) terminal.out(`${sentence}\n`)
}
