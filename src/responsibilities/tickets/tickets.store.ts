import type { Party } from '#kernel/mandate.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { Environment } from '../context/index.ts'
import type { CriticalIssue, Questionnaire } from './questionnaire.ts'

export type TicketState = 'open' | 'pending' | 'solved' | 'closed'
export type TicketRow = {
  /** `T-17` */
  id: string
  subject: string
  kind: string
  severity: number
  severity_raise: number | null
  environment: Environment
  state: TicketState
  plan: string
  questionnaire: Questionnaire & { critical?: CriticalIssue }
  system: Record<string, unknown>
  opened_by: string
  opened_at: Date
  acknowledged_at: Date
  first_answer_at: Date | null
  closed_by: string | null
  closed_at: Date | null
  follows: string | null
}
const columns = 'id, subject, kind, severity, severity_raise, environment, state, plan, questionnaire, system, opened_by, opened_at, acknowledged_at, first_answer_at, closed_by, closed_at, follows'

export const nextNumber = async (db: Database): Promise<number> => (await db.one<{ n: number }>("SELECT nextval('support_ticket_numbers') AS n")).n
export const insertTicket = (db: Database, t: TicketRow): Promise<TicketRow> =>
  db.one(`INSERT INTO support_tickets (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING ${columns}`,
    [t.id, t.subject, t.kind, t.severity, t.severity_raise, t.environment, t.state, t.plan, JSON.stringify(t.questionnaire), JSON.stringify(t.system), t.opened_by, t.opened_at, t.acknowledged_at, t.first_answer_at, t.closed_by, t.closed_at, t.follows])
export const ticketById = (db: Database, id: string, lock = false): Promise<TicketRow | undefined> => db.maybe(`SELECT ${columns} FROM support_tickets WHERE id = $1${lock ? ' FOR UPDATE' : ''}`, [id])
export const ticketRows = (db: Database, state: TicketState | undefined, offset: number, limit: number): Promise<(TicketRow & { total: number })[]> =>
  db.rows(`SELECT ${columns}, count(*) OVER ()::int AS total FROM support_tickets WHERE $1::text IS NULL OR state = $1 ORDER BY opened_at DESC, id OFFSET $2 LIMIT $3`, [state ?? null, offset, limit])
export const updateTicket = (db: Database, t: Pick<TicketRow, 'id' | 'state' | 'severity' | 'severity_raise' | 'first_answer_at' | 'closed_by' | 'closed_at'>): Promise<TicketRow> =>
  db.one(`UPDATE support_tickets SET state = $2, severity = $3, severity_raise = $4, first_answer_at = $5, closed_by = $6, closed_at = $7 WHERE id = $1 RETURNING ${columns}`,
    [t.id, t.state, t.severity, t.severity_raise, t.first_answer_at, t.closed_by, t.closed_at])

export type StepRow = { holder: Party; from_at: Date; until_at: Date | null }
export const stepRows = (db: Database, ticket: string): Promise<StepRow[]> => db.rows('SELECT holder, from_at, until_at FROM support_ticket_steps WHERE ticket_id = $1 ORDER BY from_at', [ticket])
export const endStep = (db: Database, ticket: string, now: Date): Promise<number> => db.execute('UPDATE support_ticket_steps SET until_at = $2 WHERE ticket_id = $1 AND until_at IS NULL', [ticket, now])
export const beginStep = (db: Database, ticket: string, holder: Party, now: Date): Promise<number> => db.execute('INSERT INTO support_ticket_steps (ticket_id, holder, from_at) VALUES ($1, $2, $3)', [ticket, holder, now])

export type AttachmentRow = { id: string; ticket_id: string; name: string; type: string; sha256: string; size: number; added_by: string; added_at: Date }
const attachment = 'id, ticket_id, name, type, sha256, size, added_by, added_at'
export const insertAttachment = (db: Database, a: AttachmentRow & { content: Buffer }): Promise<number> =>
  db.execute(`INSERT INTO support_attachments (${attachment}, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`, [a.id, a.ticket_id, a.name, a.type, a.sha256, a.size, a.added_by, a.added_at, a.content])
export const attachmentRows = (db: Database, ticket: string): Promise<AttachmentRow[]> => db.rows(`SELECT ${attachment} FROM support_attachments WHERE ticket_id = $1 ORDER BY added_at, id`, [ticket])
export const attachmentById = (db: Database, ticket: string, id: string): Promise<(AttachmentRow & { content: Buffer }) | undefined> =>
  db.maybe(`SELECT ${attachment}, content FROM support_attachments WHERE ticket_id = $1 AND id = $2`, [ticket, id])
/** True when the message was not known before. */
export const importMessage = async (db: Database, m: { id: string; subject: string; author: string; party: Party; body: string; issue: boolean; at: Date }): Promise<boolean> =>
  (await db.execute('INSERT INTO thread_messages (id, subject, author, party, body, issue, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING', [m.id, m.subject, m.author, m.party, m.body, m.issue, m.at])) === 1
