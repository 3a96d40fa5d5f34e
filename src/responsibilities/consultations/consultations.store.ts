import type { Party } from '#kernel/mandate.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { JobRole } from '../context/index.ts'

export type Consultation = {
  id: string
  subject: string
  party: Party
  role: JobRole | null
  question: string
  state: 'open' | 'answered' | 'waived' | 'lapsed' | 'withdrawn'
  asked_by: string
  asked_at: Date
  deadline: Date
  settled_by: string | null
  settled_at: Date | null
  answer: string | null
}

const columns = 'id, subject, party, role, question, state, asked_by, asked_at, deadline, settled_by, settled_at, answer'

export const insertConsultation = (db: Database, c: Pick<Consultation, 'id' | 'subject' | 'party' | 'role' | 'question' | 'asked_by' | 'asked_at' | 'deadline'>): Promise<Consultation> =>
  db.one(
    `INSERT INTO consultations (id, subject, party, role, question, state, asked_by, asked_at, deadline) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8) RETURNING ${columns}`,
    [c.id, c.subject, c.party, c.role, c.question, c.asked_by, c.asked_at, c.deadline],
  )

export const consultationRows = (db: Database, subject: string): Promise<Consultation[]> => db.rows(`SELECT ${columns} FROM consultations WHERE subject = $1 ORDER BY asked_at, id`, [subject])
export const openRows = (db: Database, party: Party | undefined): Promise<Consultation[]> =>
  db.rows(`SELECT ${columns} FROM consultations WHERE state = 'open' AND ($1::text IS NULL OR party = $1) ORDER BY deadline, id`, [party ?? null])
export const consultationById = (db: Database, id: string): Promise<Consultation | undefined> => db.maybe(`SELECT ${columns} FROM consultations WHERE id = $1`, [id])

export const settleRow = (db: Database, id: string, state: Consultation['state'], by: string, answer: string | null, now: Date): Promise<Consultation | undefined> =>
  db.maybe(`UPDATE consultations SET state = $2, settled_by = $3, answer = $4, settled_at = $5 WHERE id = $1 AND state = 'open' RETURNING ${columns}`, [id, state, by, answer, now])

export const lapseRows = (db: Database, now: Date): Promise<Consultation[]> =>
  db.rows(`UPDATE consultations SET state = 'lapsed', settled_by = 'appliance', settled_at = $1 WHERE state = 'open' AND deadline <= $1 RETURNING ${columns}`, [now])

export const withdrawRows = (db: Database, subject: string, now: Date): Promise<number> =>
  db.execute("UPDATE consultations SET state = 'withdrawn', settled_by = 'appliance', settled_at = $2 WHERE subject = $1 AND state = 'open'", [subject, now])

export type MessageRow = { id: string; subject: string; author: string; party: Party; body: string; issue: boolean; at: Date }
export const insertMessage = (db: Database, m: MessageRow): Promise<number> =>
  db.execute('INSERT INTO thread_messages (id, subject, author, party, body, issue, at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [m.id, m.subject, m.author, m.party, m.body, m.issue, m.at])
export const messageRows = (db: Database, subject: string): Promise<MessageRow[]> => db.rows('SELECT id, subject, author, party, body, issue, at FROM thread_messages WHERE subject = $1 ORDER BY at, position', [subject])
