import type { Mandate, Party } from '#kernel/mandate.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { JobRole } from './job-roles.ts'

export type Appliance = {
  /** Id of the root tenant authority; persons are its users. */
  rootTenant: number
  /** Where links in messages lead: `https://manage.example:8443`. */
  manageOrigin: string
  build: string
}

/** For requests, jobs and commands alike. `db` may be a transaction. */
export type Office = Pick<ProcessContext, 'clock' | 'random' | 'log' | 'secrets' | 'mailer' | 'settings'> & {
  db: Database
  appliance: Appliance
}

/** Ends every session and refresh token of these users of the root tenant authority; must bear being called again. `within`: the transaction it is part of. */
export type EndSessions = (userIds: readonly string[], within?: Pick<Office, 'db'>) => Promise<void>

/** Who asks. Exactly one of `person`, `client`, `local`, `console` and `guest` is set. */
export type OperatorCaller = {
  party: Party
  roles: readonly JobRole[]
  person?: { id: string; userId: string; name: string; email: string }
  /** A machine-to-machine application of the root tenant authority. */
  client?: string
  /** The operating-system user who owns the data directory and works on the node itself. */
  local?: string
  /** Somebody of the provider who spoke at its console, by e-mail address; the console vouches for them with its key. */
  console?: string
  /** A user of the root tenant authority who belongs to no party; met only by operations that are open to any person. */
  guest?: string
}

/** As the journal and mandates name a caller. */
export const whoIs = (caller: OperatorCaller): string =>
  caller.person ? `person:${caller.person.id}`
    : caller.client !== undefined ? `client:${caller.client}`
    : caller.console !== undefined ? `console:${caller.console}`
    : caller.guest !== undefined ? `user:${caller.guest}`
    : `local:${caller.local ?? 'unknown'}`

/** What a handler of the configuration area gets: the root tenant's context, who calls, and the proof that they may. */
export type ApplianceContext = TenantContext & Office & { operator: OperatorCaller; mandate: Mandate }

/** The same work inside a transaction. */
export const within = <O extends { db: Database }, T>(office: O, work: (office: O) => Promise<T>): Promise<T> =>
  office.db.transaction((db) => work({ ...office, db }))
