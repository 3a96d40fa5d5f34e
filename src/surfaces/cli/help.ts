import type { Command, CommandOption } from '#kernel/command.ts'

export const optionUsage = (option: CommandOption): string =>
  `${option.short ? `-${option.short}, ` : ''}--${option.name}${option.value ? ` ${option.value}` : ''}`

/** All commands, a line each. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.about}`)
  return ['Usage: bailiwick <command> [options]', '', ...lines, '', 'bailiwick <command> --help shows a command\'s options and examples.', ''].join('\n')
}

export function commandHelp(command: Command): string {
  const usages = command.options.map(optionUsage)
  const width = Math.max(0, ...usages.map((usage) => usage.length))
  const options = command.options.map((option, index) => {
    const notes = [option.default === undefined ? '' : `default ${option.default}`, option.environment ?? ''].filter((note) => note !== '')
    return `  ${usages[index]!.padEnd(width)}  ${option.about}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
  })
  const examples = command.examples?.length ? ['', 'Examples:', ...command.examples.map((example) => `  ${example}`)] : []
  return [`Usage: bailiwick ${command.name} [options]`, '', command.about, '', 'Options:', ...options, ...examples, ''].join('\n')
}
