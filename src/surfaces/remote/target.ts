/** The options before the command: which node, and how to it. */
import { readFileSync } from 'node:fs'
import type { CommandOption } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { keyOption } from './key-files.ts'
import type { Address } from './connection.ts'

export const defaultPort = 10121

export const targetOptions: readonly CommandOption[] = [
  { name: 'target', short: 't', value: 'NODE', about: 'Name or address of the node.' },
  { name: 'port', short: 'p', value: 'N', about: 'Port of its agent.', default: String(defaultPort), kind: 'port' },
  keyOption,
  { name: 'ca', value: 'FILE', about: 'The authority behind the node\'s certificate, PEM (`ca.pem`); otherwise whatever it shows at the first visit is held on to.' },
  { name: 'forget', about: 'Take what the node shows now for what it is known by.' },
]

export type Aim = { address: Address; target: string; keyFile: string; ca: string | undefined; forget: boolean }
export type Aimed = { aim: Aim; rest: string[]; help: boolean } | { refusal: string }

const isTarget = (word: string): boolean => word === '-t' || word.startsWith('--target') || word === '-p' || word.startsWith('--port')

/** Whether the words before the command name a node; elsewhere `-t` and `-p` belong to commands. */
export function namesTarget(argv: readonly string[]): boolean {
  for (let index = 0; index < argv.length && argv[index]!.startsWith('-'); index += 1) {
    if (isTarget(argv[index]!)) return true
    if (targetOptions.some(({ name, value }) => value && argv[index] === `--${name}`)) index += 1
  }
  return false
}

export function aimAt(argv: readonly string[], environment: NodeJS.ProcessEnv): Aimed {
  const given: Record<string, string> = {}
  let forget = false
  let help = false
  let index = 0
  for (; index < argv.length && argv[index]!.startsWith('-'); index += 1) {
    const word = argv[index]!
    if (word === '-h' || word === '--help') {
      help = true
      continue
    }
    const at = word.startsWith('--') ? word.indexOf('=') : -1
    const name = at > 0 ? word.slice(0, at) : word
    const option = targetOptions.find((known) => name === `--${known.name}` || (known.short && name === `-${known.short}`))
    if (!option) return { refusal: `unknown option ${name} before the command; these may stand there: ${targetOptions.map((known) => `--${known.name}`).join(', ')}. A command's own options follow it.` }
    if (!option.value) forget = true
    else {
      const value = at > 0 ? word.slice(at + 1) : argv[(index += 1)]
      if (value === undefined || value === '') return { refusal: `${name} needs a value: ${name} ${option.value}.` }
      given[option.name] = value
    }
  }
  const address = addressOf(given['target'], given['port'])
  if (typeof address === 'string') return { refusal: address }
  return {
    aim: { address, target: `${address.host}:${address.port}`, keyFile: given['key'] ?? (environment['BAILIWICK_KEY'] || keyOption.default), ca: given['ca'] === undefined ? undefined : read(given['ca']), forget },
    rest: argv.slice(index), help,
  }
}

/** `a0-1`, `10.0.0.21`, `fe80::1`, or with a port: `a0-1:10121`, `[fe80::1]:10121`. */
function addressOf(target: string | undefined, port: string | undefined): Address | string {
  if (target === undefined) return 'say which node: -t NODE.'
  const [, bracketed, inBrackets, plain, inPlain] = /^\[([0-9a-fA-F:.]+)\](?::(\d+))?$|^([^:[\]\s]+)(?::(\d+))?$/.exec(target) ?? []
  const host = bracketed ?? plain ?? (/^[0-9a-fA-F:.]+$/.test(target) && target.split(':').length > 2 ? target : undefined)
  if (host === undefined) return `"${target}" is no name or address of a node.`
  const number = port ?? inBrackets ?? inPlain ?? String(defaultPort)
  if (!/^\d{1,5}$/.test(number) || Number(number) < 1 || Number(number) > 65535) return `"${number}" is not a port; give a number from 1 to 65535.`
  return { host: host.toLowerCase(), port: Number(number) }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartFailure(exitCodes.usage, `--ca: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`, error)
  }
}
