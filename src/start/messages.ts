/** What the supervisor and its workers say to each other. */
import type { Certificate } from '#platform/http/index.ts'
import type { Delta } from '#platform/metrics/index.ts'
import type { EmbeddedConnection } from '#platform/postgres/index.ts'
import type { Plan } from './process-context.ts'

/** What the supervisor answers a worker's `plan`. */
export type WorkerPlan = { plan: Plan; database: string | EmbeddedConnection; certificate: Certificate; poolSize: number; count: number; build: string }

/** What a worker and the supervisor say to each other. */
export type WorkerQuestion =
  | { ask: 'plan' }
  | { ask: 'tenant-changed'; tenantId: number }
  /** The settings were changed: all processes of this node read them again before the answer. */
  | { ask: 'settings-changed' }
  /** The same for stored certificates and custom domains. */
  | { ask: 'certificates-changed' }
  /** One check of health, by its status code; then all of them, in words; then everything counted, for Prometheus. */
  | { ask: 'status'; check: string }
  | { ask: 'health' }
  | { ask: 'scrape' }
export type SupervisorQuestion =
  | { ask: 'forget'; tenantId: number }
  | { ask: 'certificate'; certificate: Certificate }
  | { ask: 'settings' }
  | { ask: 'certificates' }
  /** What was counted since the last time. */
  | { ask: 'metrics' }
  | { ask: 'alive' }

/** The last words of a worker that leaves. */
export type WorkerWords = { counted: Delta }
