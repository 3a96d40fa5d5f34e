/** What the doctor looks at: as much of the appliance on a data directory as can be had without starting it. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Patient, Started } from '#operate/doctor/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import { loadSecretBox, type SecretBox } from '#platform/crypto/index.ts'
import { connect, findEmbedded, readMigrations, type ConnectedDatabase } from '#platform/postgres/index.ts'
import { loadSettings } from '#platform/settings/index.ts'
import { jobs, officeJobs, settings as declarations } from '../modules.ts'
import { build } from './build.ts'
import { migrationsFolder } from './able.ts'
import { processLogger } from './process-log.ts'

const patience = 5_000

export async function findPatient(folder: string, environment: NodeJS.ProcessEnv): Promise<{ patient: Patient; close(): Promise<void> }> {
  const dataDir = resolve(folder)
  const db = await database(dataDir, environment['BAILIWICK_DATABASE_URL'] || undefined)
  const secrets = secretsOf(dataDir)
  const settings = await loadSettings({ declarations, environment, ...(db ? { db } : {}), ...(secrets ? { secrets } : {}) }).catch(() => undefined)
  return {
    patient: {
      dataDir, environment, build, declarations, db, secrets, settings, clock: systemClock, started: startedOf(dataDir), external: Boolean(environment['BAILIWICK_DATABASE_URL']),
      migrations: readMigrations(migrationsFolder).map(({ name }) => name), jobs: [...jobs, ...officeJobs],
    },
    close: async () => db?.close(),
  }
}

/** Undefined when it does not answer soon. */
async function database(dataDir: string, url: string | undefined): Promise<ConnectedDatabase | undefined> {
  try {
    const target = url ?? (await findEmbedded(dataDir))
    if (!target) return undefined
    const connecting = connect({ url: target, log: processLogger({ role: 'doctor' }), poolSize: 2 })
    const late = new Promise<undefined>((done) => setTimeout(done, patience, undefined).unref())
    const db = await Promise.race([connecting, late])
    // One that comes after all has to be let go.
    if (!db) connecting.then((tardy) => tardy.close(), () => {})
    return db
  } catch {
    return undefined
  }
}

/** Never made here: a key that is missing is a finding. */
function secretsOf(dataDir: string): SecretBox | undefined {
  try {
    return existsSync(join(dataDir, 'keys', 'appliance.key')) ? loadSecretBox(dataDir) : undefined
  } catch {
    return undefined
  }
}

function startedOf(dataDir: string): Started | undefined {
  try {
    const read = JSON.parse(readFileSync(join(dataDir, 'bootstrap.json'), 'utf8')) as Partial<Started>
    return typeof read.base_domain === 'string' && typeof read.https_port === 'number' ? (read as Started) : undefined
  } catch {
    return undefined
  }
}
