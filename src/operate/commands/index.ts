/**
 * The commands of this layer: `ping` and its like, `nodes`, `settings`, `health`, `charts`, `alerts`, `certificates`, `roots`, `mail`. Each performs one operation of the configuration area by its id, so
 * that the gate stands before the command line as before everything else. Knows neither databases nor HTTP.
 */
import type { Command, CommandInput } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { diagnosticsCommands } from '../diagnostics/index.ts'
import { machineCommands } from '../machine/index.ts'
import { userExportCommands } from '../user-export/index.ts'
import { archiveCommands } from '../archiving/index.ts'
import { backupCommands, documentedBackupCommands } from '../backups/index.ts'
import { certificateCommands } from '../certificates/index.ts'
import { confirmedOperation, operation, table, word, type CommandDesk, type CommandTools } from '#kernel/desk-command.ts'
import { chartCommands } from './charts.ts'
import { forceUpdate } from '../nodes/index.ts'
import { overviewCommands } from './overview.ts'

type NodeView = { id: string; hostname: string; address: string; memory: number; cpus: number; build: string; app_update: number; setting_update: number; roles: string[]; heartbeat: number; uptime: number; state: string; restart?: { state: string; outcome?: string }; reboot?: { state: string; outcome?: string } }
type SettingView = { id: string; title: string; about: string; value: unknown; origin: string; secret: boolean; is_set?: boolean; unit?: string; takes_effect: string; environment?: string }
type ChangeView = { version?: number; changes: { id: string; before: unknown; after: unknown }[]; waits_for_restart: string[] }
type SampleView = { at: string; hostname: string; well: boolean; memory_free?: number; cpu_busy?: number; disk_used?: number; unwell: Record<string, string> }
type DelayView = { state: string; tenant: string | null; domain: string; purpose: string; attempts: number; next_at: string; last_error: string }
type AlertView = { check: string; severity: string; sentence: string; opened_at: string; closed_at?: string; hostname?: string }

const uptime = (seconds: number) => (seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.floor(seconds / 60)} min` : seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`)
const nodeRows = (all: NodeView[]) => table([
  ['ID', 'HOST', 'ADDRESS', 'MEMORY', 'CPUS', 'STATE', 'BUILD', 'APP UPDATE', 'SETTING UPDATE', 'HEARTBEAT', 'UPTIME', 'ROLES', 'RESTART', 'REBOOT'],
  ...all.map((each) => [each.id, each.hostname, each.address, `${(each.memory / 2 ** 30).toFixed(1)} GiB`, String(each.cpus), each.state, each.build, String(each.app_update), String(each.setting_update), `${each.heartbeat} s`, uptime(each.uptime), each.roles.join(' '), each.restart?.outcome ?? each.restart?.state ?? '', each.reboot?.outcome ?? each.reboot?.state ?? '']),
])
const shown = ({ secret, is_set, value, unit }: SettingView) => (secret ? (is_set ? '(set)' : '(not set)') : `${JSON.stringify(value)}${unit ? ` ${unit}` : ''}`)
const changed = ({ version, changes, waits_for_restart }: ChangeView) =>
  version === undefined ? 'Nothing was different.' : [
    ...changes.map(({ id, before, after }) => `${id}: ${before === null ? '(default)' : JSON.stringify(before)} -> ${after === null ? '(default)' : JSON.stringify(after)}`),
    `This is version ${version} of the settings; \`bailiwick settings rollback ${version - 1}\` takes it back.`,
    ...(waits_for_restart.length > 0 ? [`Waits for a restart: ${waits_for_restart.join(', ')}.`] : []),
  ].join('\n')

type ActivityView = { title: string; state: string; outcome: string | null; started_by: string; started_at: string; nodes: { node: string; hostname: string | null; state: string; log: { at: string; sentence: string }[] }[] }
const activities = ({ items }: { items: ActivityView[] }) => (items.length === 0 ? 'Nothing has been done to the nodes.' : items.flatMap((each) => [
  `${each.started_at}  ${each.state.toUpperCase()}  ${each.title} (${each.started_by})${each.outcome === null ? '' : `: ${each.outcome}`}`,
  ...each.nodes.flatMap(({ hostname, node, state, log }) => [`  ${hostname ?? node}: ${state}`, ...log.map(({ at, sentence }) => `    ${at}  ${sentence}`)]),
]).join('\n'))

/** `mail.smtp-port=587`: JSON where it is JSON, otherwise text; `id=` alone goes back to the default. */
function assignments(input: CommandInput): Record<string, unknown> {
  if (input.arguments.length === 0) throw new StartFailure(exitCodes.usage, 'say what to set: bailiwick settings set mail.smtp-host=mail.example.com')
  return Object.fromEntries(input.arguments.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new StartFailure(exitCodes.usage, `"${pair}" is not of the form id=value.`)
    return [pair.slice(0, at), read(pair.slice(at + 1))]
  }))
}

function read(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Numbers and truth values are text to settings that want text. */
async function setThem(desk: CommandDesk, input: CommandInput): Promise<unknown> {
  const wanted = assignments(input)
  const known = (await desk.perform('settings.list', {})) as (SettingView & { schema: { type?: string } })[]
  for (const [id, value] of Object.entries(wanted)) {
    const isText = known.find((each) => each.id === id)?.schema.type === 'string'
    if (isText && value !== null && typeof value !== 'string') wanted[id] = input.arguments.find((pair) => pair.startsWith(`${id}=`))!.slice(id.length + 1)
  }
  return desk.perform('settings.update', { body: wanted })
}

export function operateCommands(tools: CommandTools): Command[] {
  const takes = { takesArguments: true } as const
  return [
    ...machineCommands(tools),
    ...documentedBackupCommands(tools),
    ...userExportCommands(tools),
    ...diagnosticsCommands(tools),
    ...overviewCommands(tools),
    forceUpdate(tools),
    operation(tools, { name: 'nodes list', about: 'List the nodes of the cluster.' }, (desk) => desk.perform('nodes.list', {}), nodeRows),
    operation(tools, { name: 'nodes restart', about: 'Replace the web workers of a node one by one; no request fails. Needs its id.', ...takes }, (desk, input) => desk.perform('nodes.restart', { params: { id: word(input, 'node') } }), (node: NodeView) => `The restart of ${node.hostname} has been asked for; \`bailiwick nodes list\` shows how it goes.`),
    confirmedOperation(tools, { name: 'nodes reboot', about: 'Reboot the machine of a node, where its host allows it. Needs its id.', examples: ['bailiwick nodes reboot 0f5a2c9d1e7b --confirm nodes.reboot'], ...takes }, (desk, input, asked) => desk.perform('nodes.reboot', { params: { id: word(input, 'node') } }, asked), (node: NodeView) => `The machine of ${node.hostname} has been asked to reboot; \`bailiwick nodes list\` shows how it goes.`),
    operation(tools, { name: 'nodes remove', about: 'Take a node off the list; one that still runs comes back.', ...takes }, (desk, input) => desk.perform('nodes.remove', { params: { id: word(input, 'node') } }), () => 'The node was taken off the list.'),
    operation(tools, { name: 'settings list', about: 'List settings with their values and where these come from.' }, (desk) => desk.perform('settings.list', {}), (all: SettingView[]) => table([['SETTING', 'VALUE', 'FROM'], ...all.map((each) => [each.id, shown(each), each.origin])])),
    operation(tools, { name: 'settings get', about: 'Show one setting.', ...takes }, (desk, input) => desk.perform('settings.get', { params: { id: word(input, 'setting') } }), (one: SettingView) => `${one.id} (${one.title}) = ${shown(one)}, from ${one.origin}; takes effect: ${one.takes_effect}.\n${one.about}`),
    operation(tools, { name: 'settings set', about: 'Change settings, all or none: id=value …; id= goes back to the default.', examples: ['bailiwick settings set mail.smtp-host=mail.example.com mail.smtp-port=587'], ...takes }, setThem, changed),
    operation(tools, { name: 'settings history', about: 'List changes of settings, newest first.' }, (desk) => desk.perform('settings.history', {}), ({ items }: { items: (ChangeView & { changed_at: string; changed_by: string; version: number })[] }) => table([['VERSION', 'WHEN', 'WHO', 'WHAT'], ...items.map((each) => [String(each.version), each.changed_at, each.changed_by, each.changes.map(({ id }) => id).join(', ')])])),
    operation(tools, { name: 'activity', about: 'What is being done to the nodes, newest first: progress and log of each node.' }, (desk) => desk.perform('activity.list', {}), activities),
    operation(tools, { name: 'settings rollback', about: 'Take up the settings of an earlier version again; 0 is before the first change.', ...takes }, (desk, input) => desk.perform('settings.rollback', { params: { version: word(input, 'version') } }), changed),
    operation(tools, { name: 'health', about: 'The last health sample of every node.' }, (desk) => desk.perform('health.history', {}), ({ items }: { items: SampleView[] }) => {
      const latest = items.filter(({ at }) => at === items[0]?.at)
      if (latest.length === 0) return 'There is no sample of the last hour; the appliance may just have started.'
      return latest.map((each) => [`${each.hostname} at ${each.at}: ${each.well ? 'well' : 'NOT WELL'}; memory free ${each.memory_free ?? '?'} %, processors busy ${each.cpu_busy ?? '?'} %, disk used ${each.disk_used ?? '?'} %`, ...Object.entries(each.unwell).map(([check, sentence]) => `  ${check}: ${sentence}`)].join('\n')).join('\n')
    }),
    operation(tools, { name: 'health key', about: 'Make and apply a new key for monitoring tools; it is shown this once, and the old one stops working.' }, (desk) => desk.perform('health.generateKey', {}), ({ user, key }: { user: string; key: string }) => `User ${user}, password ${key}`),
    ...chartCommands(tools),
    operation(tools, { name: 'alerts list', about: 'List alerts, newest first.' }, (desk) => desk.perform('alerts.list', {}), ({ items }: { items: AlertView[] }) => (items.length === 0 ? 'There was no alert.' : table(items.map((each) => [each.opened_at, each.closed_at ?? 'open', each.severity, each.hostname ?? '', each.check, each.sentence])))),
    operation(tools, { name: 'alerts test', about: 'Send a test alert every way that is set. Exit code 1: there is none, or one failed.' }, (desk) => desk.perform('alerts.test', {}), ({ ways }: { ways: { way: string; arrived: boolean; sentence: string }[] }) => (ways.length === 0 ? 'No way is set: see alerts.emails and alerts.webhook-url.' : table(ways.map((each) => [each.way, each.arrived ? 'arrived' : 'FAILED', each.sentence]))), ({ ways }: { ways: { arrived: boolean }[] }) => ways.length > 0 && ways.every(({ arrived }) => arrived)),
    ...certificateCommands(tools),
    ...backupCommands(tools),
    ...archiveCommands(tools),
    operation(tools, { name: 'mail test', about: 'Send a test message to an address.', ...takes }, (desk, input) => desk.perform('mail.test', { body: { to: word(input, 'address') } }), ({ sentence }: { sentence: string }) => sentence),
    operation(tools, { name: 'mail delayed', about: 'List messages that the mail server did not take at once, and when they are tried again.' }, (desk) => desk.perform('mail.delayed', {}), ({ items }: { items: DelayView[] }) => (items.length === 0 ? 'Every message of the last days was taken at once.'
      : table([['STATE', 'TENANT', 'FOR', 'MESSAGE', 'ATTEMPTS', 'NEXT', 'LAST ERROR'], ...items.map((each) => [each.state, each.tenant ?? '', each.domain, each.purpose, String(each.attempts), each.state === 'waiting' ? each.next_at : '', each.last_error])]))),
  ]
}
