import type { Severity } from '#kernel/check.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { Alert } from './deliver.ts'

export type AlertRow = { id: string; node: string; hostname: string | null; check_id: string; severity: Severity; sentence: string; remedy: string; opened_at: Date; closed_at: Date | null }

/** May be repeated, and in either order. */
export const writeAlert = (db: Database, node: string, alert: Alert): Promise<number> =>
  db.execute(
    `INSERT INTO alerts (id, node, check_id, severity, sentence, remedy, opened_at, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE SET closed_at = coalesce(excluded.closed_at, alerts.closed_at)`,
    [alert.id, node, alert.check, alert.severity, alert.sentence, alert.remedy, alert.opened_at, alert.closed_at ?? null],
  )

export const openAlertsOf = (db: Database, node: string): Promise<AlertRow[]> =>
  db.rows<AlertRow>('SELECT * FROM alerts WHERE node = $1 AND closed_at IS NULL', [node])

const matching = '($1::boolean IS NULL OR (a.closed_at IS NULL) = $1)'

export const alertRows = (db: Database, open: boolean | undefined, offset: number, limit: number): Promise<AlertRow[]> =>
  db.rows<AlertRow>(`SELECT a.*, n.hostname FROM alerts a LEFT JOIN nodes n ON n.id = a.node WHERE ${matching} ORDER BY a.opened_at DESC, a.id OFFSET $2 LIMIT $3`, [open ?? null, offset, limit])

export const countAlerts = async (db: Database, open: boolean | undefined): Promise<number> =>
  (await db.one<{ n: number }>(`SELECT count(*)::int AS n FROM alerts a WHERE ${matching}`, [open ?? null])).n

export const alertNamed = (db: Database, id: string): Promise<AlertRow | undefined> =>
  db.maybe<AlertRow>('SELECT a.*, n.hostname FROM alerts a LEFT JOIN nodes n ON n.id = a.node WHERE a.id = $1', [id])
