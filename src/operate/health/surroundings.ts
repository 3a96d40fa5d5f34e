/** What the checks of this node may look at. Built by the supervisor, which outlives workers and database. */
import type { Observation } from '#kernel/check.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Settings } from '#kernel/setting.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { CpuWatch } from '#platform/machine/index.ts'
import type { TimeKeeper } from '../time/index.ts'

export type Surroundings = {
  dataDir: string
  clock: Clock
  /** Other machines' time. */
  time: TimeKeeper
  /** The certificates in use, PEM; the appliance's first. */
  certificates(): { of: string; cert: string }[]
  settings: Settings
  db: Pick<Database, 'one'>
  cpu: CpuWatch
  /** How old backups and snapshots are. */
  recovery: { backups(): Promise<Observation>; snapshots(): Promise<Observation> }
  /** How old the last archived moment of the database is. */
  archive(): Observation
  /** Everything that must run here, with one sentence each. */
  services(): Promise<{ name: string; runs: boolean; sentence: string }[]>
  /** The other nodes as last known: also when the database is away. */
  peers(): { name: string; host: string; port: number }[]
  /** Asks this node's own HTTPS port. */
  door(path: string): Promise<{ status: number; body: string }>
  /** Whether one is wanted, how the last one ended, and since when they could have begun. */
  syntheticLogin(): { wanted: boolean; last: { at: Date; well: boolean; sentence: string; ms: number } | undefined; since: Date }
  /** Every member of the database's cluster. */
  members(): { host: string; port: number }[]
}
