/**
 * What an act may use: everything comes through here, nothing through a global, time and randomness included.
 * Built in `main.ts`; narrowed per request. Knows no nouns beyond the tenant.
 */
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Settings } from '#kernel/setting.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { ConnectedDatabase, Database } from '#platform/postgres/index.ts'
import type { Addresses } from '#platform/addresses/index.ts'
import type { Directory } from '#platform/certificates/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Mailer } from '#platform/mail/index.ts'
import type { PasswordHasher, Randomness, SecretBox } from '#platform/crypto/index.ts'
import type { Meter } from '#platform/metrics/index.ts'
import type { RateLimiter } from '#platform/rate-limit/index.ts'
import type { TenantCache } from '#platform/cache/index.ts'

/** Lives as long as the process. */
export type ProcessContext = {
  db: ConnectedDatabase
  clock: Clock
  random: Randomness
  log: Logger
  /** Encrypts what rests in the database, with the key kept outside of it. */
  secrets: SecretBox
  hasher: PasswordHasher
  mailer: Mailer
  settings: Settings
  addresses: Addresses
  /** Stored certificates and custom domains, as this process serves them. */
  certificates: Directory
  cache: TenantCache
  /** Where requests are served; jobs and commands are not limited. */
  limits?: Pick<RateLimiter, 'draw'>
  /** Counts for `/metrics`; absent where nobody collects (commands, tests). */
  meter?: Meter
}

/** One request, or one job's work, within one tenant. */
export type TenantContext = Omit<ProcessContext, 'db'> & {
  db: Database
  tenant: Tenant
  /** Scheme, host and port this request came to: `https://main.example:8443`. Links carry it. */
  origin: string
  /** `origin` with a slash: the `iss` of every token made now. */
  issuer: string
  /** All origins that stand for this tenant (TLS, plain loopback, `localhost` alias); tokens of any of them are ours. */
  origins: readonly string[]
  request: HttpRequest
  /** On the root tenant authority: why this person may not come in now; resolves to undefined when they may. */
  refusesPerson?: (userId: string) => Promise<string | undefined>
}

/** Who calls the Management API. */
export type Caller = {
  clientId: string
  /** Set when a person's token is used. */
  userId: string | undefined
  subject: string
  scopes: ReadonlySet<string>
  claims: Record<string, unknown>
}

/** What a Management API handler gets. */
export type ApiContext = TenantContext & { caller: Caller }
