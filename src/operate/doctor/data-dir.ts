/** The data directory: that everything is there, and open to nobody else. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { diagnosis, inDatabase, judged, unwell, well, type Diagnosis, type Patient } from './diagnosis.ts'
import { sealedSample } from './doctor.store.ts'

/** What would give the appliance away when others could read it. */
const secretFiles = ['keys/appliance.key', 'bootstrap.json', 'postgres.password', 'tls/ca.key', 'tls/leaf.key', 'tls/server.key']
const posix = process.platform !== 'win32'
const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8).padStart(4, '0')

/** Everything below, but for the database's own folder. */
async function filesBelow(folder: string, depth = 4): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const inner = await Promise.all(entries.filter(({ name }) => name !== 'postgres').map((entry) => (entry.isDirectory() ? (depth > 0 ? filesBelow(join(folder, entry.name), depth - 1) : []) : [join(folder, entry.name)])))
  return inner.flat()
}

const secretFile = (name: string): Diagnosis => {
  const remedy = `chmod 600 ${name} in the data directory; consider what it protects as known to whoever could read it.`
  return diagnosis(`files.${name.replaceAll(/[/.]/g, '-')}`, `Permissions of ${name}`, 'high', remedy, ({ dataDir }) => {
    const file = join(dataDir, name)
    return posix && existsSync(file) ? judged((statSync(file).mode & 0o077) === 0, `${file} has mode ${mode(file)}.`) : undefined
  })
}

const whenMade = (look: (dataDir: string, patient: Patient) => ReturnType<Diagnosis['look']>) => (patient: Patient) => (existsSync(patient.dataDir) ? look(patient.dataDir, patient) : undefined)

export const dataDirDiagnoses: readonly Diagnosis[] = [
  diagnosis('files.data-dir', 'Data directory', 'urgent', 'Make the data directory writable for the user of the appliance, or choose another with --data-dir.', ({ dataDir }) => {
    const place = existsSync(dataDir) ? dataDir : dirname(dataDir)
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK)
    return well(existsSync(dataDir) ? `${dataDir} can be written.` : `${dataDir} is not there yet and can be made.`)
  }),
  diagnosis('files.data-dir-mode', 'Permissions of the data directory', 'high', 'chmod go-w on the data directory.', whenMade((dataDir) =>
    posix ? judged((statSync(dataDir).mode & 0o022) === 0, `${dataDir} has mode ${mode(dataDir)}.`) : undefined)),
  diagnosis('files.owner', 'Owner of the files', 'high', 'chown the files named to the user that runs the appliance.', whenMade(async (dataDir) => {
    if (!posix) return undefined
    const owner = statSync(dataDir).uid
    const strange: string[] = []
    for (const file of await filesBelow(dataDir)) if ((await stat(file).catch(() => undefined))?.uid !== owner) strange.push(file)
    return judged(strange.length === 0, strange.length === 0 ? 'All files outside of the database have one owner.' : `Owned by somebody else: ${strange.slice(0, 5).join(', ')}${strange.length > 5 ? ` and ${strange.length - 5} more` : ''}.`)
  })),
  diagnosis('files.readable', 'Files open to everybody', 'normal', 'chmod o-rwx on the files named, unless you opened them on purpose.', whenMade(async (dataDir) => {
    if (!posix) return undefined
    // What anybody may know: certificates, the name of the node.
    const open: string[] = []
    for (const file of await filesBelow(dataDir)) if (!/\.pem$|\/node-id$/.test(file) && ((await stat(file).catch(() => undefined))?.mode ?? 0) & 0o002) open.push(file)
    return judged(open.length === 0, open.length === 0 ? 'No file can be changed by everybody.' : `Everybody may change ${open.slice(0, 5).join(', ')}.`)
  })),
  ...secretFiles.map(secretFile),
  diagnosis('files.bootstrap', 'bootstrap.json', 'high', 'Start the appliance once more; it writes the file anew from the database.', whenMade((dataDir, { started }) => {
    const file = join(dataDir, 'bootstrap.json')
    if (!existsSync(file)) return undefined
    return started ? well('bootstrap.json can be read.') : unwell('bootstrap.json is there but cannot be read, or is not what a start writes.')
  })),
  diagnosis('files.node-id', 'Name of the node', 'high', 'Bring the file node-id back from a backup; without it this machine counts as a new node.', whenMade((dataDir) => {
    const file = join(dataDir, 'node-id')
    if (!existsSync(file)) return undefined
    const sound = /^[0-9a-f]{12}\s*$/.test(readFileSync(file, 'utf8'))
    return judged(sound, sound ? 'node-id names this node.' : 'node-id does not hold the twelve hexadecimal digits of a node.')
  })),
  diagnosis('files.appliance-key', 'Key of the appliance', 'urgent', 'Bring keys/appliance.key back from the backup of secrets; without it no stored secret can be read.', whenMade((dataDir, { started, secrets }) =>
    started || existsSync(join(dataDir, 'keys')) ? judged(secrets !== undefined, secrets ? 'keys/appliance.key is there and whole.' : 'keys/appliance.key is missing or damaged.') : undefined)),
  diagnosis('files.secrets-open', 'Stored secrets', 'urgent', 'The key and the database do not belong together: bring back both from the same backup.', inDatabase(async (db, { secrets }) => {
    const sealed = await sealedSample(db)
    if (!secrets || sealed.length === 0) return undefined
    for (const each of sealed) secrets.open(each)
    return well(`${sealed.length} stored secrets were opened with the key of the appliance.`)
  })),
  diagnosis('files.outbox', 'Letters in the outbox folder', 'normal', 'Set a mail server (mail.smtp-host); until then hand the letters over yourself and remove them.', whenMade(async (dataDir) => {
    const letters = (await readdir(join(dataDir, 'outbox')).catch(() => [])).filter((name) => name.endsWith('.eml'))
    return judged(letters.length < 100, letters.length === 0 ? 'No letter waits in the outbox folder.' : `${letters.length} letters are in the outbox folder.`)
  })),
  diagnosis('files.leftovers', 'Half-written files', 'normal', 'Remove the files named: a crash left them behind.', whenMade(async (dataDir, { clock }) => {
    const hour = clock.now().getTime() - 3_600_000
    const left: string[] = []
    for (const file of await filesBelow(dataDir)) if (/\.(new|part|tmp)$/.test(file) && ((await stat(file).catch(() => undefined))?.mtimeMs ?? Infinity) < hour) left.push(file)
    return judged(left.length === 0, left.length === 0 ? 'Nothing half-written is left behind.' : `Left behind: ${left.slice(0, 5).join(', ')}.`)
  })),
  diagnosis('files.journal', 'Copy of the journal', 'normal', 'See the log for why the folder journal in the data directory cannot be written.', whenMade(async (dataDir, { started }) =>
    started ? judged((await readdir(join(dataDir, 'journal')).catch(() => [])).length > 0, existsSync(join(dataDir, 'journal')) ? 'The node keeps a copy of the journal.' : 'The node has no copy of the journal yet.') : undefined)),
]
