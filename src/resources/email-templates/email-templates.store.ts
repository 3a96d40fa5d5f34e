import type { Database } from '#platform/postgres/index.ts'

type Row = { body: Record<string, unknown> }

export const selectTemplate = (db: Database, tenantId: number, name: string): Promise<Row | undefined> =>
  db.maybe('SELECT body FROM email_templates WHERE tenant_id = $1 AND template = $2', [tenantId, name])

export const lockTemplate = (tx: Database, tenantId: number, name: string): Promise<Row | undefined> =>
  tx.maybe('SELECT body FROM email_templates WHERE tenant_id = $1 AND template = $2 FOR UPDATE', [tenantId, name])

/** 0: there was one already. */
export const insertTemplate = (db: Database, tenantId: number, name: string, body: object): Promise<number> =>
  db.execute('INSERT INTO email_templates (tenant_id, template, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [tenantId, name, JSON.stringify(body)])

export const updateTemplate = (tx: Database, tenantId: number, name: string, body: object): Promise<number> =>
  tx.execute('UPDATE email_templates SET body = $3 WHERE tenant_id = $1 AND template = $2', [tenantId, name, JSON.stringify(body)])
