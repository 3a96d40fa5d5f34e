/** `backup …`, `snapshots …`, `recovery …`: each performs operations by their id, so that the gate stands before them as everywhere. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command, CommandInput, CommandOption } from '#kernel/command.ts'
import { confirmedOperation, deskCommand, need, operation, table, told, word, type CommandDesk, type CommandTools } from '#kernel/desk-command.ts'
import { passphraseOptions, secretFrom } from '#kernel/passphrase.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Backup } from './backups.contract.ts'
import { size } from './device.ts'
import type { RecoveryStep } from './recovery.contract.ts'
import { saveBackup } from './retrieve.ts'

type Role = { node: string; hostname: string; folder: string; dedicated: boolean }

async function passphraseOf({ terminal }: CommandTools, { options }: CommandInput): Promise<{ passphrase?: string }> {
  const passphrase = await secretFrom(terminal, { file: options['passphrase-file'], given: options['passphrase'] })
  return passphrase === undefined ? {} : { passphrase }
}

const shown = (each: Backup): string => [
  `${each.id}: ${each.state}${each.state === 'running' ? ` (${Math.round(each.progress * 100)} %)` : ''}, ${each.content}. ${each.sentence}`.trimEnd(),
  ...(each.file && each.state === 'done' ? [`  file    ${each.folder ?? '?'}/${each.file} (${size(each.bytes ?? 0)})`, `  md5     ${each.md5}`, `  sha256  ${each.sha256}`] : []),
  ...(each.proof.state === 'none' ? [] : [`  proof   ${each.proof.state}${each.proof.sentence ? `: ${each.proof.sentence}` : ''}`]),
].join('\n')

const rows = (all: Backup[]): string => (all.length === 0 ? 'There is no backup.' : table([
  ['ID', 'WHAT', 'STATE', 'TAKEN', 'SIZE', 'PROOF', 'FILE'],
  ...all.map((each) => [each.id, each.content, each.state, each.taken_at ?? each.requested_at, each.bytes === undefined ? '' : size(each.bytes), each.proof.state, each.state === 'done' ? each.file ?? '' : each.sentence]),
]))

/** An id, or `latest`: the newest that is complete. */
async function idOf(desk: CommandDesk, input: CommandInput): Promise<string> {
  const wanted = word(input, 'backup: its id, or "latest"')
  if (wanted !== 'latest') return wanted
  const [newest] = (await desk.perform('backups.list', { query: { state: 'done' } })) as Backup[]
  if (!newest) throw new StartFailure(exitCodes.failed, 'there is no complete backup.')
  return newest.id
}

/** Until it is made and proven; exit code 1 when one of the two failed. */
async function waitFor(tools: CommandTools, desk: CommandDesk, id: string): Promise<{ backup: Backup; code: number }> {
  for (;;) {
    const backup = (await desk.perform('backups.get', { params: { id } })) as Backup
    const { state, proof } = backup
    if (state === 'failed' || proof.state === 'failed') return { backup, code: exitCodes.failed }
    if (state !== 'requested' && state !== 'running' && proof.state !== 'requested' && proof.state !== 'running') return { backup, code: exitCodes.ok }
    if (state === 'running') tools.terminal.progress({ about: 'Backing up', done: Math.round(backup.progress * 100), total: 100 })
    await sleep(300)
  }
}

export function backupCommands(tools: CommandTools): Command[] {
  const takes = { takesArguments: true } as const
  const noWait: CommandOption = { name: 'no-wait', about: 'Do not wait until it is made and proven.' }
  const followed = async (desk: CommandDesk, input: CommandInput, asked: unknown, print: Parameters<typeof told>[1]) => {
    const { id } = asked as { id?: string }
    if (id === undefined || input.flags.has('no-wait')) return told(asked, print, shown)
    const { backup, code } = await waitFor(tools, desk, id)
    print(backup, shown(backup))
    return code
  }
  const note = (name: string, about: string, id: string) =>
    operation(tools, { name, about, ...takes }, (desk, input) => desk.perform(id, { body: { note: word(input, 'note: what was done, in quotation marks') } }), (step: RecoveryStep) => `Recorded: ${step.note} (${step.recorded_at}).`)
  return [
    deskCommand(tools, {
      name: 'backup create', about: 'Make a backup, encrypted, and prove it by restoring it into a scratch database.', examples: ['bailiwick backup create --passphrase-file /root/passphrase', 'bailiwick backup create --content secrets --recipient age1…'],
      options: [
        { name: 'content', value: 'WHAT', about: 'data (the database), secrets (keys and certificates), or whole (both).', default: 'data' }, ...passphraseOptions,
        { name: 'recipient', value: 'AGE1', about: 'Public age key of who may open it; several with commas.' }, noWait,
      ],
    }, async (desk, input, print) => {
      const recipients = input.options['recipient']?.split(',').map((each) => each.trim())
      const asked = await desk.perform('backups.create', { body: { content: input.options['content'], ...(await passphraseOf(tools, input)), ...(recipients ? { recipients } : {}) } })
      return followed(desk, input, asked, print)
    }),
    operation(tools, { name: 'backup list', about: 'List backups, newest first.' }, (desk) => desk.perform('backups.list', { query: {} }), rows),
    operation(tools, { name: 'backup status', about: 'How the newest backup goes or went, and its proof.' }, async (desk) => ((await desk.perform('backups.list', { query: {} })) as Backup[])[0] ?? {}, (one: Backup | { id?: undefined }) => (one.id === undefined ? 'There is no backup.' : shown(one as Backup))),
    deskCommand(tools, { name: 'backup prove', about: 'Restore a backup into a scratch database and sign in there: its id, or latest.', options: [...passphraseOptions, noWait], ...takes }, async (desk, input, print) => {
      const asked = await desk.perform('backups.prove', { params: { id: await idOf(desk, input) }, body: await passphraseOf(tools, input) })
      return followed(desk, input, asked, print)
    }),
    deskCommand(tools, { name: 'backup retrieve', about: 'Save a backup and its sums into the present folder: its id, or latest. Then `sha256sum -c *.sha256` says whether it is whole.', ...takes }, async (desk, input, print) => saveBackup(tools, desk, await idOf(desk, input), print)),
    confirmedOperation(tools, { name: 'backup delete', about: 'Delete a backup from its device: its id, or latest. Needs --confirm backups.delete.', ...takes }, async (desk, input, asked) => desk.perform('backups.delete', { params: { id: await idOf(desk, input) } }, asked), () => 'The backup was deleted.'),
    operation(tools, { name: 'backup check-password', about: 'See whether a passphrase opens a backup: its id, or latest.', options: passphraseOptions, ...takes }, async (desk, input) => desk.perform('backups.checkPassword', { params: { id: await idOf(desk, input) }, body: await passphraseOf(tools, input) }), ({ sentence }: { sentence: string }) => sentence),
    operation(tools, { name: 'backup adopt', about: 'Take a backup file that was copied into the folder of this node into the list: its name there.', options: passphraseOptions, ...takes }, async (desk, input) => desk.perform('backups.adopt', { body: { file: word(input, 'file'), ...(await passphraseOf(tools, input)) } }), shown),
    confirmedOperation(tools, {
      name: 'backup restore-tenant', about: 'Put one tenant of a backup back beside the others, while the appliance runs: the id of the backup, or latest. Needs --confirm tenant-restore.create.',
      options: [{ name: 'tenant', value: 'NAME', about: 'The tenant, as it is called in the backup.' }, { name: 'as', value: 'NAME', about: 'Another name for it here, where there is one of its name.' }, ...passphraseOptions],
      examples: ['bailiwick backup restore-tenant latest --tenant customer-1 --as customer-1-before --passphrase-file passphrase --confirm tenant-restore.create'], ...takes,
    }, async (desk, input, asked) => desk.perform('tenant-restore.create', { params: { id: await idOf(desk, input) }, body: { tenant: need(input, 'tenant'), ...(input.options['as'] === undefined ? {} : { as: input.options['as'] }), ...(await passphraseOf(tools, input)) } }, asked),
    ({ sentence }: { sentence: string }) => sentence),
    operation(tools, { name: 'backup examine', about: 'Look at a device for backups: a mount point, a folder, or a mounted device.', ...takes }, (desk, input) => desk.perform('backup-role.examine', { body: { device: word(input, 'device') } }), (found: { folder: string; sentence: string; suitable: boolean }) => `${found.folder}: ${found.suitable ? 'suitable' : 'NOT suitable'}. ${found.sentence}`),
    operation(tools, { name: 'backup set-role', about: 'Give this node the backup role on a device: a mount point, a folder, or a mounted device.', options: [{ name: 'force', about: 'Also where a folder of backups is there already, or on the device of the data.' }], examples: ['bailiwick backup set-role /mnt/backup'], ...takes }, (desk, input) => desk.perform('backup-role.assign', { body: { device: word(input, 'device'), force: input.flags.has('force') } }), (role: Role) => `${role.hostname} keeps backups in ${role.folder}${role.dedicated ? '' : ', on the same device as the data'}.`),
    operation(tools, { name: 'backup role', about: 'List the nodes that keep backups.' }, (desk) => desk.perform('backup-role.list', {}), (all: Role[]) => (all.length === 0 ? 'No node has the backup role.' : table(all.map((role) => [role.node, role.hostname, role.folder, role.dedicated ? 'a device of its own' : 'on the device of the data'])))),
    operation(tools, { name: 'backup release-role', about: 'Take the backup role from a node; its files stay. Needs its id.', ...takes }, (desk, input) => desk.perform('backup-role.release', { params: { node: word(input, 'node') } }), () => 'The node has the backup role no more.'),
    note('snapshots record', 'Say that snapshots of every machine were made.', 'snapshots.record'),
    note('snapshots record-restore', 'Say that snapshots were restored.', 'snapshots.recordRestore'),
    note('recovery cli-downloaded', 'Say that the command-line tool was fetched.', 'recovery.downloadCli'),
    note('recovery cli-installed', 'Say that the command-line tool was installed.', 'recovery.installCli'),
    note('recovery nodes-created', 'Say that new machines were made.', 'recovery.createNodes'),
    note('recovery environment-recovered', 'Say that the environment was recovered.', 'recovery.recoverEnvironment'),
    operation(tools, { name: 'recovery list', about: 'List reported steps of recovery, newest first.' }, (desk) => desk.perform('recovery.list', {}), (all: RecoveryStep[]) => (all.length === 0 ? 'Nothing was reported.' : table(all.map((step) => [step.recorded_at, step.step, step.recorded_by, step.note])))),
  ]
}
