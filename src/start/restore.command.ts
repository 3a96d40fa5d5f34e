import { resolve } from 'node:path'
import { command, type CommandInput } from '#kernel/command.ts'
import { passphraseOptions, secretFrom } from '#kernel/passphrase.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Terminal } from '#kernel/terminal.ts'
import { BackupUnreadable, identityFile, type Keys } from '#platform/archive/index.ts'
import { restoreBackup, size, RestoreRefused, type Act, type Progress, type Restored } from '#operate/backups/index.ts'
import { isArchive, restoreMoment } from '#operate/archiving/index.ts'
import { localTerminal } from '#surfaces/cli/index.ts'
import { ableOf } from './able.ts'
import { build } from './build.ts'
import { dataDirOption } from './options.ts'
import { processLogger } from './process-log.ts'

export const restore = command({
  name: 'restore',
  about: 'Put a backup, or a moment of a continuous archive, into a data directory where the appliance is not running: onto the same build or a newer one.',
  takesArguments: true,
  options: [
    { name: 'secrets', value: 'FILE', about: 'The backup of keys and certificates, where the backup has only the data.' },
    { name: 'secrets-passphrase-file', value: 'FILE', about: 'File whose first line opens the backup of keys and certificates, where that is another passphrase than that of the data.' },
    ...passphraseOptions,
    { name: 'identity', value: 'FILE', about: 'File with the age key of one of the recipients, as age-keygen writes it.' },
    { name: 'to-time', value: 'TIME', about: 'With the folder of a continuous archive: the moment to restore, as 2026-11-26T14:05:00Z; the last archived one when absent.' },
    { name: 'replace', about: 'Take the place of an appliance that is there already; it is kept under another name. Needs --by, --reason and --confirm.' },
    { name: 'by', value: 'NAME', about: 'Who restores: it is written into the journal at the next start, and both parties are told.' },
    { name: 'reason', value: 'TEXT', about: 'Why, likewise.' },
    { name: 'confirm', value: 'BASE-DOMAIN', about: 'With --replace: the base domain of the backup, typed by whoever answers for it.' },
    { name: 'database-url', value: 'URL', about: 'External Postgres, whose database must be empty; the embedded one when absent.', environment: 'BAILIWICK_DATABASE_URL' },
    { name: 'json', about: 'Print JSON.' },
    dataDirOption,
  ],
  examples: ['bailiwick restore bailiwick-whole-20261126T023000Z-1a2b3c.tar.age --passphrase-file passphrase', 'bailiwick restore data.tar.age --secrets secrets.tar.age --identity key.txt --data-dir /var/lib/bailiwick', 'bailiwick restore /mnt/backup/bailiwick-backups/archive-20261126T021500Z-q8x2vl --to-time 2026-11-26T14:05:00Z --identity key.txt'],
  async run(input) {
    const [file] = input.arguments
    if (file === undefined) throw new StartFailure(exitCodes.usage, 'say which file to restore.')
    const terminal = localTerminal()
    const { secrets, 'database-url': databaseUrl } = input.options
    const dataDir = resolve(input.options['data-dir']!)
    try {
      const archive = isArchive(resolve(file))
      const to = momentOf(input.options['to-time'], archive)
      const act = actOf(input)
      const options = {
        act,
        secretsFile: secrets === undefined ? undefined : resolve(secrets), ...await keysOf(input, terminal), dataDir, databaseUrl, replace: input.flags.has('replace'),
        able: ableOf(build), log: processLogger({ role: 'command' }), tell: ({ far, sentence }: Progress) => terminal.progress({ about: `Restoring: ${sentence}`, done: Math.round(far * 100), total: 100 }),
      }
      const restored = archive ? await restoreMoment({ ...options, folder: resolve(file), to }) : await restoreBackup({ ...options, file: resolve(file) })
      terminal.out(input.flags.has('json') ? `${JSON.stringify(restored, null, 2)}\n` : text(restored, dataDir))
      return exitCodes.ok
    } catch (reason) {
      if (reason instanceof BackupUnreadable || reason instanceof RestoreRefused) throw new StartFailure(reason instanceof BackupUnreadable && reason.why === 'too-new' ? exitCodes.configuration : exitCodes.failed, reason.message, reason)
      throw reason
    }
  },
})

function momentOf(text: string | undefined, archive: boolean): Date | undefined {
  if (text === undefined) return undefined
  if (!archive) throw new StartFailure(exitCodes.usage, '--to-time needs the folder of a continuous archive (archive-…); a backup file holds one moment only.')
  const moment = new Date(text)
  // Without a zone it would be the time of whatever machine this is.
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(moment.getTime())) throw new StartFailure(exitCodes.usage, `"${text}" is no moment; write it with its zone, as 2026-11-26T14:05:00Z.`)
  return moment
}

/** Nothing runs that could ask the matrix; what can be asked for is that somebody stands by it. */
function actOf({ options: { by, reason, confirm }, flags }: CommandInput): Act | undefined {
  if (flags.has('replace') && (!by?.trim() || !reason?.trim())) throw new StartFailure(exitCodes.usage, '--replace takes the place of an appliance: say who does it and why, --by NAME --reason TEXT. Both go into the journal, and both parties are told.')
  return by || reason || confirm ? { by: by?.trim() || 'nobody said', reason: reason?.trim() || 'nobody said', confirm } : undefined
}

async function keysOf(input: CommandInput, terminal: Terminal): Promise<{ keys: Keys; secretsKeys: Keys | undefined }> {
  const { identity, passphrase: given, 'passphrase-file': file, 'secrets-passphrase-file': apart } = input.options
  const passphrase = await secretFrom(terminal, { file, given })
  const identities = identity === undefined ? [] : identityFile(identity)
  if (identity !== undefined && identities.length === 0) throw new StartFailure(exitCodes.usage, `${identity} holds no age key (a line that begins with AGE-SECRET-KEY-).`)
  if (!passphrase && identities.length === 0) throw new StartFailure(exitCodes.usage, 'say what opens the backup: --passphrase-file FILE, or --identity FILE.')
  const ofSecrets = apart === undefined ? undefined : await secretFrom(terminal, { file: apart, given: undefined })
  return { keys: { ...(passphrase ? { passphrase } : {}), identities }, secretsKeys: ofSecrets ? { passphrase: ofSecrets, identities } : undefined }
}

function text({ manifest, rows, bytes, files, kept, seconds, moved_only }: Restored, dataDir: string): string {
  const { https, http, agent } = manifest.ports
  const port = (name: string, value: number, usual: number) => (value === usual ? '' : ` --${name}-port ${value}`)
  return [
    moved_only ? 'An earlier restore was complete and has taken its place.' : `Restored ${manifest.kind === 'base' ? `${size(bytes)} of the database` : `${rows} rows of ${manifest.tables.length} tables`} and ${files.length} files in ${seconds.toFixed(1)} s: the state of ${manifest.taken_at}, made by build ${manifest.build}.`,
    ...kept.map((path) => `Kept what was there before: ${path}`),
    'Now start it, with names that lead here:',
    `  bailiwick start --data-dir ${dataDir} --base-domain ${manifest.base_domain}${port('https', https, 8443)}${port('http', http, 8080)}${port('agent', agent, 10121)}`,
    '',
  ].join('\n')
}
