/** The database: its files, its process, its state, and its schema. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { diagnosis, inDatabase, judged, unwell, well, type Diagnosis, type Look, type Patient } from './diagnosis.ts'
import * as store from './doctor.store.ts'

const minutes = (seconds: number): string => (seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} minutes`)
const millions = (number: number): string => `${(number / 1e6).toFixed(number < 1e7 ? 1 : 0)} million`
const none = (names: readonly string[], good: string, bad: string) => judged(names.length === 0, names.length === 0 ? good : `${bad}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`)

const folderOf = ({ dataDir }: Patient): string => join(dataDir, 'postgres')
const whenEmbedded = (look: (folder: string, patient: Patient) => ReturnType<Look>): Look => (patient) => (!patient.external && existsSync(folderOf(patient)) ? look(folderOf(patient), patient) : undefined)

const switchedOn = (name: string, why: string): Diagnosis =>
  diagnosis(`database.${name.replaceAll('_', '-')}`, `Setting ${name}`, 'high', `Set ${name} to on in the database's configuration: ${why}.`, inDatabase(async (db) => {
    const value = await store.parameter(db, name)
    return judged(value !== 'off', `${name} is ${value}.`)
  }))

const vacuum = 'Look for a transaction that never ends (pg_stat_activity), then run VACUUM FREEZE as the database\'s administrator.'

export const databaseDiagnoses: readonly Diagnosis[] = [
  diagnosis('database.answers', 'Database', 'urgent', 'Start the appliance. When it does not come up: log/postgres.log in the data directory says why; an external database, ask who runs it.', async ({ db, started, external }) => {
    if (!db) return started || external ? unwell('The database does not answer; what would be asked of it was left out.') : undefined
    const began = performance.now()
    await store.now(db)
    return well(`The database answered in ${Math.round(performance.now() - began)} ms.`)
  }),
  diagnosis('database.version', 'Version of the database', 'high', 'Use Postgres 15 or newer.', inDatabase(async (db) => {
    const version = await store.serverVersion(db)
    return judged(version >= 150_000, `It is Postgres ${Math.floor(version / 10_000)}.${version % 10_000}.`)
  })),
  diagnosis('database.folder', 'Folder of the database', 'urgent', 'chmod 700 on the folder postgres in the data directory; Postgres starts with no other.', whenEmbedded((folder) =>
    process.platform === 'win32' ? undefined : judged((statSync(folder).mode & 0o027) === 0, `${folder} has mode ${(statSync(folder).mode & 0o777).toString(8)}.`))),
  diagnosis('database.files', 'Files of the database', 'urgent', 'Restore from a backup: the folder of the database is not whole.', whenEmbedded((folder) => {
    const missing = ['PG_VERSION', 'base', 'global', 'pg_wal', 'postgresql.conf'].filter((name) => !existsSync(join(folder, name)))
    return none(missing, 'The folder of the database has what it must have.', 'Missing from the folder of the database')
  })),
  diagnosis('database.pid-file', 'Lock of the database', 'normal', 'Start the appliance; it removes a lock that a crash left behind.', whenEmbedded((folder, { db }) => {
    const file = join(folder, 'postmaster.pid')
    if (!existsSync(file)) return well('No lock is left behind.')
    return db ? well('The lock belongs to the database that runs.') : unwell(`${file} was left behind, or its database starts or hangs.`)
  })),
  diagnosis('database.log', 'Log of the database', 'normal', 'Read log/postgres.log in the data directory; PANIC and FATAL lines say what to do.', ({ dataDir, clock }) => {
    const file = join(dataDir, 'log', 'postgres.log')
    if (!existsSync(file)) return undefined
    const text = readFileSync(file, 'utf8').slice(-200_000)
    const day = clock.now().toISOString().slice(0, 10)
    const grave = text.split('\n').filter((line) => line.includes(day) && /\b(PANIC|could not (write|fsync|read)|No space left|invalid page|checksum)\b/.test(line))
    return judged(grave.length === 0, grave.length === 0 ? 'Nothing grave stands in the log of the database today.' : `${grave.length} grave lines today, the last: ${grave.at(-1)!.slice(0, 160)}`)
  }),
  diagnosis('database.connections', 'Connections', 'high', 'Raise max_connections, or lower the number of web workers and nodes.', inDatabase(async (db) => {
    const share = await store.connectionUse(db)
    return judged(share < 0.8, `${Math.round(share * 100)} % of the allowed connections are in use.`)
  })),
  diagnosis('database.long-transactions', 'Long transactions', 'high', 'Find it in pg_stat_activity and end it with pg_terminate_backend.', inDatabase(async (db) => {
    const seconds = await store.longestTransaction(db)
    return judged(seconds < 600, seconds < 1 ? 'No transaction has been open for long.' : `The longest transaction has been open for ${minutes(seconds)}.`)
  })),
  diagnosis('database.idle-transactions', 'Forgotten transactions', 'normal', 'Find it in pg_stat_activity and end it with pg_terminate_backend.', inDatabase(async (db) => {
    const seconds = await store.longestIdle(db)
    return judged(seconds < 120, seconds < 1 ? 'No transaction was opened and forgotten.' : `A transaction has been open without work for ${minutes(seconds)}.`)
  })),
  diagnosis('database.locks', 'Waiting for locks', 'high', 'Find who holds the lock with pg_blocking_pids and end it when it is stuck.', inDatabase(async (db) => {
    const waiting = await store.waitingLocks(db)
    return judged(waiting === 0, waiting === 0 ? 'Nobody has waited for a lock for longer than 30 s.' : `${waiting} wait for a lock for longer than 30 s.`)
  })),
  diagnosis('database.transaction-age', 'Age of transaction numbers', 'urgent', vacuum, inDatabase(async (db) => {
    const age = await store.transactionAge(db)
    return judged(age < 1e9, `The oldest transaction number is ${millions(age)} old; at 2,000 million the database stops.`)
  })),
  diagnosis('database.multixact-age', 'Age of shared locks', 'high', vacuum, inDatabase(async (db) => {
    const age = await store.multixactAge(db)
    return judged(age < 1e9, `The oldest shared lock number is ${millions(age)} old.`)
  })),
  diagnosis('database.bloat', 'Dead rows', 'normal', 'Let autovacuum run; after a mass change run VACUUM on the tables named.', inDatabase(async (db) =>
    none((await store.bloated(db)).map(({ name, dead, live }) => `${name} (${dead} dead beside ${live})`), 'No table carries many dead rows.', 'Tables with many dead rows'))),
  diagnosis('database.statistics', 'Statistics of the planner', 'normal', 'Run ANALYZE on the tables named.', inDatabase(async (db) => none(await store.unanalysed(db), 'The planner knows every large table.', 'Not analysed for a week'))),
  diagnosis('database.checksums', 'Damaged pages', 'urgent', 'The disk lies: stop, restore from a backup onto another disk, and replace this one.', inDatabase(async (db) => {
    const failures = await store.checksumFailures(db)
    return judged(failures === 0, failures === 0 ? 'No damaged page was ever read.' : `${failures} damaged pages were read.`)
  })),
  diagnosis('database.indexes', 'Indexes', 'high', 'Run REINDEX on the indexes named.', inDatabase(async (db) => none(await store.invalidIndexes(db), 'Every index is valid.', 'Not valid'))),
  diagnosis('database.constraints', 'Constraints', 'normal', 'Run ALTER TABLE … VALIDATE CONSTRAINT for those named.', inDatabase(async (db) => none(await store.unvalidated(db), 'Every constraint has been checked.', 'Not checked'))),
  diagnosis('database.slots', 'Replication slots', 'high', 'Bring the standby back, or drop its slot: until then the log of the database grows without end.', inDatabase(async (db) => none(await store.heldSlots(db), 'No replication slot holds the log without a reader.', 'Slots without a reader'))),
  diagnosis('database.prepared', 'Prepared transactions', 'normal', 'COMMIT PREPARED or ROLLBACK PREPARED what pg_prepared_xacts lists; the appliance makes none.', inDatabase(async (db) => {
    const prepared = await store.preparedTransactions(db)
    return judged(prepared === 0, `${prepared} prepared transactions wait.`)
  })),
  diagnosis('database.sequences', 'Sequences', 'high', 'Ask for support: a sequence has used most of its numbers.', inDatabase(async (db) => none(await store.exhausting(db), 'Every sequence has most of its numbers left.', 'Nearly used up'))),
  switchedOn('autovacuum', 'without it tables grow and the database stops one day'),
  switchedOn('fsync', 'without it a loss of power loses the database'),
  switchedOn('full_page_writes', 'without it a loss of power can damage pages'),
  switchedOn('synchronous_commit', 'without it the last logins and changes are lost with the power'),
  diagnosis('database.migrations', 'Migrations', 'urgent', 'Start the appliance of this build; it applies what is missing.', inDatabase(async (db, { migrations }) => {
    const applied = new Set(await store.appliedMigrations(db))
    return none(migrations.filter((name) => !applied.has(name)), `All ${migrations.length} migrations of this build are applied.`, 'Not applied')
  })),
  diagnosis('database.newer', 'Schema of another build', 'high', 'Run the newer build; this one understands the schema only when it is one step older.', inDatabase(async (db, { migrations }) => {
    const known = new Set(migrations)
    return none((await store.appliedMigrations(db)).filter((name) => !known.has(name)), 'The database knows no migration that this build does not.', 'Applied by a newer build')
  })),
]
