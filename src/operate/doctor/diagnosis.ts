/** One look at one thing, before the first start, while the appliance runs, or when it does not come up. */
import type { Observation, Severity } from '#kernel/check.ts'
import type { SettingDeclaration, Settings } from '#kernel/setting.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Database } from '#platform/postgres/index.ts'

/** What `bootstrap.json` says, as far as it matters here. */
export type Started = { base_domain: string; https_port: number; http_port: number; agent_port: number; ca_file: string }

/** What can be looked at. Whatever is undefined cannot, and the looks that need it are left out with a reason. */
export type Patient = {
  dataDir: string
  clock: Clock
  environment: Readonly<Record<string, string | undefined>>
  build: string
  /** Names of the migrations of this build. */
  migrations: readonly string[]
  declarations: readonly SettingDeclaration[]
  jobs: readonly { id: string; every: number }[]
  /** Undefined before the first start. */
  started: Started | undefined
  /** Undefined when the database does not answer. */
  db: Pick<Database, 'rows' | 'one'> | undefined
  secrets: SecretBox | undefined
  settings: Settings | undefined
  /** The database is somewhere else. */
  external: boolean
}

export type Look = (patient: Patient) => Promise<Observation | undefined> | Observation | undefined

export type Diagnosis = {
  /** `disk.data-volume`: the group, then the thing. */
  id: string
  title: string
  severity: Severity
  /** One sentence that an operator can follow without reading code. */
  remedy: string
  /** Undefined: there is nothing to look at (now). A throw counts as not well; its message is the sentence. */
  look: Look
}

export const diagnosis = (id: string, title: string, severity: Severity, remedy: string, look: Look): Diagnosis => ({ id, title, severity, remedy, look })

export const well = (sentence: string): Observation => ({ well: true, sentence })
export const unwell = (sentence: string): Observation => ({ well: false, sentence })
export const judged = (ok: boolean, sentence: string): Observation => ({ well: ok, sentence })

/** A look that asks the database. */
export const inDatabase = (look: (db: NonNullable<Patient['db']>, patient: Patient) => Promise<Observation | undefined>): Look => (patient) => (patient.db ? look(patient.db, patient) : undefined)

export const groupOf = ({ id }: Pick<Diagnosis, 'id'>): string => id.split('.')[0]!
