import type { Check } from '#kernel/check.ts'
import type { Command } from '#kernel/command.ts'
import type { Job } from '#kernel/job.ts'
import { exitCodes } from '#kernel/problem.ts'
import type { SettingDeclaration } from '#kernel/setting.ts'
import { optionUsage } from '#surfaces/cli/index.ts'
import { cell, page } from './api.ts'

export function settingTable(settings: readonly SettingDeclaration[]): string {
  const rows = [...settings].sort((a, b) => (a.id < b.id ? -1 : 1)).map((setting) => {
    const fallback = setting.secret ? '' : `\`${JSON.stringify(setting.default) ?? ''}\`${setting.unit ? ` ${setting.unit}` : ''}`
    return `| \`${setting.id}\` | ${cell(setting.title)}. ${cell(setting.about)} | ${cell(fallback)} | ${setting.scope} | ${setting.takesEffect} | ${setting.environment ? `\`${setting.environment}\`` : ''} |`
  })
  return page('Settings of the appliance', 'The environment wins over what is stored; what is stored wins over the default.', [
    '| setting | meaning | default | of | takes effect | environment |', '|---|---|---|---|---|---|', ...rows,
  ])
}

export function cli(commands: readonly Command[]): string {
  const sections = [...commands].sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((command) => [
    `## bailiwick ${command.name}`, '', command.about, '',
    ...(command.options.length > 0 ? ['| option | meaning | default | environment |', '|---|---|---|---|'] : []),
    ...command.options.map((option) =>
      `| \`${optionUsage(option)}\` | ${cell(option.about)} | ${option.default === undefined ? '' : `\`${option.default}\``} | ${option.environment ? `\`${option.environment}\`` : ''} |`),
    ...(command.examples?.length ? ['', '```', ...command.examples, '```'] : []),
    '',
  ])
  return page('Commands', 'An option wins over its environment variable. In a checkout: `npx bailiwick …`. How a command ends: [exit-codes.md](exit-codes.md).', sections).replace(/\n+$/, '\n')
}

export function jobTable(jobs: readonly Job<never>[]): string {
  const rows = [...jobs].sort((a, b) => (a.id < b.id ? -1 : 1)).map((job) => `| \`${job.id}\` | ${cell(job.about)} | ${job.every} s | ${job.where === 'one' ? 'one node of the cluster' : 'every node'} |`)
  return page('Jobs', 'What the appliance does by itself. Each run ends in one sentence, in the log and in the table `job_runs`.', ['| job | what | every | where |', '|---|---|---|---|', ...rows])
}

export function checkTable(checks: readonly Check<never>[]): string {
  const rows = checks.map((check) => `| \`${check.id}\` | ${cell(check.title)}. ${cell(check.about)} | ${check.severity} | ${cell(check.remedy)} |`)
  return page('Health checks', 'What is looked at, how soon somebody should look when it is not well, and what to do then.', ['| check | what | severity | remedy |', '|---|---|---|---|', ...rows])
}

const meanings: Record<keyof typeof exitCodes, string> = {
  ok: 'Done; for `start`: stopped cleanly when asked to.',
  failed: 'The command did what it could and the answer is no; of `doctor`: the gravest finding is normal.',
  high: 'Of `doctor`: the gravest finding is high.',
  urgent: 'Of `doctor`: the gravest finding is urgent.',
  usage: 'The command line is wrong: an unknown command, option or value. Nothing was done.',
  unavailable: 'The database or the node cannot be reached, its URL cannot be understood, or the connection ended half-way.',
  software: 'A bug; the log has the details.',
  portInUse: 'A port is taken by another program.',
  cannotCreate: 'The data directory, or a file in it, cannot be made or written.',
  alreadyRunning: 'Another process already runs this data directory.',
  protocol: 'The other end is not what it should be: another certificate than the one the node is known by. Nothing was sent.',
  noPermission: 'The system refuses what was asked, for example a port below 1024; or a node refuses the key, the clock or the signature of a request.',
  configuration: 'What is stored does not fit: a setting, or a database of another version.',
}

export function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).sort(([, a], [, b]) => a - b).map(([name, code]) => `| ${code} | ${name} | ${meanings[name as keyof typeof exitCodes]} |`)
  return page('Exit codes', 'One sentence on stderr says what was wrong; the code says which kind of wrong, after sysexits.h where it has a name.', ['| code | name | meaning |', '|---|---|---|', ...rows])
}
