/** The appliance itself: settings, nodes, jobs, keys, people, backups. */
import type { Observation } from '#kernel/check.ts'
import { Compile } from '#kernel/schema.ts'
import type { Settings } from '#kernel/setting.ts'
import { unseal } from '#platform/settings/index.ts'
import { archiveWhole, baseAge, baseProof, lookAtArchive, type ArchiveLook } from '../archiving/index.ts'
import { diagnosis, inDatabase, judged, unwell, well, type Diagnosis, type Look } from './diagnosis.ts'
import * as store from './doctor.store.ts'

const none = (names: readonly string[], good: string, bad: string) => judged(names.length === 0, names.length === 0 ? good : `${bad}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`)

/** A look at the continuous archive, where there is to be one. */
const inArchive = (look: (archive: ArchiveLook, settings: Settings, now: Date) => Observation | undefined): Look => ({ dataDir, settings, clock, external }) => {
  if (!settings || external) return undefined
  const archive = lookAtArchive(dataDir, settings, clock.now())
  return archive.wanted ? look(archive, settings, clock.now()) : undefined
}

/** Read by a start or by the command line rather than by a setting. */
const ownVariables = [
  'BAILIWICK_DATA_DIR', 'BAILIWICK_BASE_DOMAIN', 'BAILIWICK_HTTPS_PORT', 'BAILIWICK_HTTP_PORT', 'BAILIWICK_AGENT_PORT', 'BAILIWICK_DATABASE_URL', 'BAILIWICK_WORKERS',
  'BAILIWICK_LOG_LEVEL', 'BAILIWICK_KEY', 'BAILIWICK_CLI_HOME',
]

const onHours = (hours: number): string => (hours < 48 ? `${Math.round(hours)} hours` : `${Math.round(hours / 24)} days`)

export const applianceDiagnoses: readonly Diagnosis[] = [
  diagnosis('settings.stored', 'Stored settings', 'high', 'Set the settings named anew: bailiwick settings set id=value, or id= for the default.', inDatabase(async (db, { declarations, secrets }) => {
    const rows = await store.storedSettings(db)
    const wrong = rows.flatMap(({ id, value }) => {
      const declared = declarations.find((each) => each.id === id)
      if (!declared) return []
      const plain = unseal(declared, value, secrets)
      return plain === undefined || !Compile(declared.schema).Check(plain) ? [id] : []
    })
    return none(wrong, `${rows.length} stored settings fit what is declared.`, 'Unfit or not to be opened')
  })),
  diagnosis('settings.unknown', 'Settings nobody reads', 'normal', 'They belong to another build; remove them when you do not go back to it.', inDatabase(async (db, { declarations }) =>
    none((await store.storedSettings(db)).map(({ id }) => id).filter((id) => !declarations.some((each) => each.id === id)), 'Every stored setting is known.', 'Not known to this build'))),
  diagnosis('settings.environment', 'Environment variables', 'normal', 'Correct the spelling; docs/reference/settings.md and cli.md list what is read.', ({ environment, declarations }) => {
    const known = new Set([...ownVariables, ...declarations.flatMap((each) => each.environment ?? [])])
    const given = Object.keys(environment).filter((name) => name.startsWith('BAILIWICK_'))
    return none(given.filter((name) => !known.has(name)), `${given.length} variables of the environment are read.`, 'Set, but read by nobody')
  }),
  diagnosis('nodes.alive', 'Other nodes', 'high', 'Start the node named, or take it off the list: bailiwick nodes remove ID.', inDatabase(async (db) => {
    const all = await store.nodesOf(db)
    return none(all.filter(({ age }) => age > 60).map(({ hostname, age }) => `${hostname} (silent for ${onHours(age / 3600)})`), `${all.length} of ${all.length} nodes live.`, 'Silent')
  })),
  diagnosis('nodes.builds', 'Builds of the nodes', 'high', 'Finish the update: all nodes should run one build.', inDatabase(async (db) => {
    const builds = [...new Set((await store.nodesOf(db)).map(({ build }) => build))]
    return judged(builds.length <= 1, builds.length <= 1 ? `Every node runs build ${builds[0] ?? '(none yet)'}.` : `Nodes run different builds: ${builds.join(', ')}.`)
  })),
  diagnosis('jobs.outcome', 'Last runs of jobs', 'high', 'Read the outcome in the log; the job is tried again by itself.', inDatabase(async (db) =>
    none((await store.jobRuns(db)).filter(({ ok }) => ok === false).map(({ job, outcome }) => `${job} (${outcome ?? ''})`), 'Every job ended well the last time.', 'Failed'))),
  diagnosis('jobs.punctual', 'Punctuality of jobs', 'high', 'Restart the node: its supervisor does not get to its jobs.', inDatabase(async (db, { jobs }) => {
    const runs = new Map((await store.jobRuns(db)).map((run) => [run.job, run.age]))
    const late = jobs.filter(({ id, every }) => (runs.get(id) ?? 0) > 3 * every + 600).map(({ id }) => id)
    return runs.size === 0 ? undefined : none(late, `${runs.size} jobs run when they should.`, 'Late')
  })),
  diagnosis('alerts.open', 'Open alerts', 'normal', 'See bailiwick alerts list; an alert closes by itself when its cause is gone.', inDatabase(async (db) => none((await store.openAlerts(db)).map(({ sentence }) => sentence.replace(/\.$/, '')), 'No alert is open.', 'Open'))),
  diagnosis('health.history', 'Health history', 'high', 'Restart the node: no sample has been written for minutes.', inDatabase(async (db) => {
    const seconds = await store.sampleAge(db)
    return judged(seconds < 300, seconds > 1e8 ? 'No health sample was ever written.' : `The last health sample is ${Math.round(seconds)} s old.`)
  })),
  diagnosis('keys.signing', 'Signing keys', 'urgent', 'Restart the appliance; a tenant without a key gets one. If not, ask for support.', inDatabase(async (db) => none(await store.tenantsWithoutKey(db), 'Every tenant has a signing key.', 'Without a signing key'))),
  diagnosis('keys.signing-age', 'Age of signing keys', 'normal', 'Rotate the signing key: POST /api/v2/keys/signing/rotate of the tenant.', inDatabase(async (db) => {
    const days = Math.round(await store.oldestSigningKey(db))
    return judged(days < 365, `The oldest signing key in use is ${days} days old.`)
  })),
  diagnosis('people.administrators', 'Administrators', 'high', 'Open the setup link: bailiwick setup-link.', inDatabase(async (db) => {
    const administrators = await store.administrators(db)
    return judged(administrators > 0, administrators === 0 ? 'Nobody can sign in to the dashboard yet.' : `${administrators} people can sign in to the dashboard.`)
  })),
  diagnosis('people.cli-keys', 'Keys of workstations', 'normal', 'Remove keys that nobody uses: bailiwick cli-keys remove NAME.', inDatabase(async (db) => none(await store.idleKeys(db), 'Every key of a workstation was used within 90 days.', 'Not used for 90 days'))),
  diagnosis('queues.notices', 'Notices to people', 'normal', 'Check the mail server and the webhooks; bailiwick mail test ADDRESS shows why mail does not leave.', inDatabase(async (db) => {
    const waiting = await store.undelivered(db)
    return judged(waiting === 0, waiting === 0 ? 'No notice is stuck.' : `${waiting} notices could not be delivered.`)
  })),
  diagnosis('queues.logouts', 'Logout notices to applications', 'normal', 'Look which application does not answer; notices are given up after some time.', inDatabase(async (db) => {
    const waiting = await store.waitingLogouts(db)
    return judged(waiting < 1000, `${waiting} logout notices wait.`)
  })),
  diagnosis('queues.expired', 'Expired rows', 'normal', 'See the job housekeeping.expired-rows in the log.', inDatabase(async (db) => {
    const rows = await store.expiredSessions(db)
    return judged(rows < 10_000, `${rows} sessions expired more than a day ago and are still there.`)
  })),
  diagnosis('mail.server', 'Mail server set', 'normal', 'Set mail.smtp-host and its like: until then letters are only written to the outbox folder.', ({ settings, declarations }) => {
    const host = declarations.find(({ id }) => id === 'mail.smtp-host')
    return settings && host ? judged(settings.get(host) !== '', settings.get(host) === '' ? 'No mail server is set.' : 'A mail server is set.') : undefined
  }),
  diagnosis('support.urgent', 'Urgent tickets', 'normal', 'See the tickets; the next step of each names who holds it.', inDatabase(async (db) => {
    const urgent = await store.urgentTickets(db)
    return judged(urgent === 0, urgent === 0 ? 'No urgent ticket is open.' : `${urgent} urgent tickets are open.`)
  })),
  diagnosis('backup.proven', 'Last proven backup', 'high', 'Make a backup (bailiwick backup PASSWORD), or set a schedule for it; each is proven by itself.', inDatabase(async (db) => {
    const hours = await store.hoursSinceProof(db)
    if (hours === null) return undefined
    return hours === undefined ? unwell('No backup has ever been proven.') : judged(hours <= 26, `Last proven backup: ${onHours(hours)} ago.`)
  })),
  diagnosis('backup.archived', 'Last archived moment', 'high', 'Free space on the backup device or mount it; see bailiwick backup archive, and the check "archive" of the health page.', inArchive(({ observation }) => observation)),
  diagnosis('backup.archive-base', 'Base backups of the archive', 'high', 'Look in the log why no base backup is made: it needs twice the size of the database on the backup device.', inArchive((look, settings, now) => baseAge(look, settings, now))),
  diagnosis('backup.archive-proof', 'Proof of the archive', 'high', 'See the check "archive" of the health page, which says why the proof failed: it needs twice the size of the database on the backup device.', inArchive((look, settings, now) => baseProof(look, settings, now))),
  diagnosis('backup.archive-whole', 'Pieces of the archive', 'high', 'Bring the missing file back from the second site; if it is lost, a new base backup makes later moments whole (backups.base-hours).', inArchive((look) => archiveWhole(look))),
  diagnosis('build.version', 'Build', 'normal', 'Update the appliance; patches are cumulative.', ({ build }) => well(`This is build ${build}.`)),
]
