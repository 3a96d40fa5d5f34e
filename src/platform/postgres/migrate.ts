/** Brings the schema to the version that the code knows: numbered SQL files, each in a transaction of its own, one caller at a time. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Log } from './log.ts'
import { pause } from './processes.ts'
import type { Database } from './queries.ts'

export type Migration = { number: number; name: string; checksum: string; text: string }
export type Migrated = { version: number; applied: string[] }
type Applied = { number: number; name: string; checksum: string }

/** Any constant of our own: the lock that racing callers queue for. */
export const migrationLock = 4_201_960_121

export async function migrate(db: Database, { folder, log }: { folder: string; log: Log }): Promise<Migrated> {
  const migrations = readMigrations(folder)
  const applied: string[] = []
  for (;;) {
    const step = await db.transaction(async (tx) => {
      await queue(tx)
      await tx.execute(`CREATE TABLE IF NOT EXISTS schema_migrations (
        number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
      const done = await tx.rows<Applied>('SELECT number, name, checksum FROM schema_migrations ORDER BY number')
      const next = nextOf(migrations, done, log)
      if (!next) return { version: done.at(-1)?.number ?? 0, name: undefined }
      await run(tx, next)
      return { version: next.number, name: next.name }
    })
    if (step.name === undefined) return { version: step.version, applied }
    applied.push(step.name)
    log.info(`Migrated the database to ${step.name}.`)
  }
}

/** Polls instead of waiting in the lock, since a long migration of somebody else is no reason for our statement to time out. */
async function queue(tx: Database): Promise<void> {
  for (;;) {
    const { free } = await tx.one<{ free: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS free', [migrationLock])
    if (free) return
    await pause(20 + Math.random() * 30)
  }
}

async function run(tx: Database, migration: Migration): Promise<void> {
  try {
    // The semicolon makes a script of it: several statements, as long as it takes.
    await tx.execute(`${migration.text}\n;`)
  } catch (reason) {
    const { message, position } = reason as { message: string; position?: string }
    const line = position ? ` at line ${migration.text.slice(0, Number(position)).split('\n').length}` : ''
    throw new StartFailure(exitCodes.configuration, `The migration ${migration.name} failed${line}: ${message}. The database stays as it was before it.`, reason)
  }
  await tx.execute('INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)', [migration.number, migration.name, migration.checksum])
}

/** The first migration that is to be applied, if the database and the code fit together. */
function nextOf(migrations: readonly Migration[], done: readonly Applied[], log: Log): Migration | undefined {
  const known = new Map(migrations.map((each) => [each.number, each]))
  const newestKnown = migrations.at(-1)?.number ?? 0
  for (const { number, name, checksum } of done) {
    const ours = known.get(number)
    if (!ours && number < newestKnown) throw refused(`the database has migration ${name}, which this version of Bailiwick lacks although it has later ones; start the version that made the database`)
    if (ours && ours.checksum !== checksum) {
      throw refused(`the file of migration ${ours.name} is not the one that was applied as ${name}; applied migrations never change, so restore the file and add a new one`)
    }
  }
  const newest = done.at(-1)
  const ahead = done.filter(({ number }) => number > newestKnown)
  // Schema N serves code N-1, so that an update can roll, and be undone; further apart nothing is promised.
  if (newest && ahead.length > 1) {
    throw refused(`the database is at ${newest.name}, ${ahead.length} migrations ahead of this version of Bailiwick; start a newer version`)
  }
  if (newest && ahead.length === 1) log.warn(`The database is one migration ahead of this code (${newest.name}); that is fine for the time of an update.`)
  const applied = new Set(done.map(({ number }) => number))
  const next = migrations.find(({ number }) => !applied.has(number))
  if (next && newest && next.number < newest.number) throw refused(`migration ${next.name} was never applied, although the later ${newest.name} was; give it a number after that one`)
  return next
}

export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()
  if (files.length === 0) throw refused(`there are no migrations in ${folder}`)
  const migrations = files.map((file) => {
    const number = Number(/^(\d{3,})_[a-z0-9_]+\.sql$/.exec(file)?.[1])
    if (!Number.isInteger(number)) throw refused(`${file} is not named like 001_something.sql`)
    // A checkout on Windows must not look like an edit.
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')
    return { number, name: file.replace(/\.sql$/, ''), checksum: createHash('sha256').update(text).digest('hex'), text }
  }).sort((left, right) => left.number - right.number)
  for (const [index, { number, name }] of migrations.entries()) {
    const before = migrations[index - 1]
    if (before?.number === number) throw refused(`${before.name} and ${name} have the same number`)
  }
  return migrations
}

function refused(what: string): StartFailure {
  return new StartFailure(exitCodes.configuration, `The database cannot be migrated: ${what}.`)
}
