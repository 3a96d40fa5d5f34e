/**
 * What the acts of this layer may use besides the root tenant's context: the node they run on. Owns no table.
 * A worker answers requests; what only the supervisor can know or do, it is asked for.
 */
import type { Mandate } from '#kernel/mandate.ts'
import type { SettingDeclaration } from '#kernel/setting.ts'
import type { ApiContext } from '#platform/context/index.ts'
import type { LiveSettings } from '#platform/settings/index.ts'

export type NodeControl = {
  /** This node, as the table `nodes` knows it. */
  id: string
  /** Its data directory. */
  dataDir: string
  /** Every setting there is. */
  declarations: readonly SettingDeclaration[]
  settings: LiveSettings
  /** After a change: resolves when every process of this node has read the settings again; other nodes are told by the database. */
  settingsChanged(): Promise<void>
  /** The certificate in this node's own folder, PEM: shown where no stored one is better. */
  ownCertificate(): string
  /** Looks now (or a moment ago) at everything; the supervisor does. */
  health(): Promise<HealthReport>
}

/** What one look at a node found. */
export type HealthReport = {
  /** ISO 8601 */
  at: string
  node: string
  checks: { id: string; title: string; severity: 'urgent' | 'high' | 'normal'; well: boolean; sentence: string; remedy: string; measured: Record<string, number> }[]
}

/** Present on every request of a worker. */
export type OnNode = { node: NodeControl }

export type OperateContext = ApiContext & OnNode & { mandate?: Mandate | undefined }

/** As records of changes name a caller: `person:…` or `client:…`; the mandate knows better where there is one. */
export const whoCalls = ({ mandate, caller }: OperateContext): string =>
  mandate?.who ?? (caller.userId === undefined ? `client:${caller.clientId}` : `person:${caller.userId}`)
