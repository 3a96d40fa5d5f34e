import type { Command, CommandInput, CommandOption } from '#kernel/command.ts'
import { editDistance } from '#kernel/edit-distance.ts'

type Parsed = { input: CommandInput } | { refusal: string }

/** Reads `--name value`, `--name=value`, `-n value` and flags; then the environment; then defaults. */
export function parse(command: Command, words: readonly string[], environment: Record<string, string | undefined>): Parsed {
  const given: Record<string, string> = {}
  const flags = new Set<string>()
  const plain: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!
    if (word === '--') {
      plain.push(...words.slice(index + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      plain.push(word)
      continue
    }
    const [name, inline] = splitOnce(word)
    const option = command.options.find((known) => `--${known.name}` === name || (known.short !== undefined && `-${known.short}` === name))
    if (!option) return { refusal: `unknown option ${name}${suggestion(command, name)}; \`bailiwick ${command.name} --help\` lists the options.` }
    if (option.value === undefined) {
      if (inline !== undefined) return { refusal: `${name} takes no value.` }
      flags.add(option.name)
      continue
    }
    const value = inline ?? words[(index += 1)]
    if (value === undefined || value === '') return { refusal: `${name} needs a value: ${name} ${option.value}.` }
    given[option.name] = value
  }
  const options: Record<string, string | undefined> = {}
  for (const option of command.options) {
    if (option.value === undefined) continue
    const fromEnvironment = option.environment === undefined ? undefined : environment[option.environment] || undefined
    const value = given[option.name] ?? fromEnvironment ?? option.default
    const source = given[option.name] === undefined && fromEnvironment !== undefined ? option.environment! : `--${option.name}`
    const wrong = value === undefined ? undefined : complaint(option, value)
    if (wrong) return { refusal: `${source}: ${wrong}` }
    options[option.name] = value
  }
  const extra = plain.length > 0 && !command.takesArguments ? plain[0] : undefined
  if (extra !== undefined) return { refusal: `${command.name} takes no arguments, but got "${extra}".` }
  return { input: { options, flags, arguments: plain } }
}

function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf('=')
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined]
}

function complaint(option: CommandOption, value: string): string | undefined {
  if (option.kind === 'port' && !(/^\d{1,5}$/.test(value) && Number(value) <= 65535)) return `"${value}" is not a port; give a number from 0 (picks a free one) to 65535.`
  if (option.kind === 'count' && !(/^\d{1,4}$/.test(value) && Number(value) >= 1)) return `"${value}" is not a count; give a whole number from 1.`
  return undefined
}

/** The nearest known option, when it is near enough to be meant. */
function suggestion(command: Command, name: string): string {
  const wanted = name.replace(/^-+/, '')
  const nearest = command.options
    .map((option) => ({ name: option.name, distance: editDistance(option.name, wanted) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return nearest && nearest.distance <= 3 ? ` (did you mean --${nearest.name}?)` : ''
}
