import type { Database } from '#platform/postgres/index.ts'
import type { ChecklistKind } from './items.ts'

export type ChecklistRow = {
  id: string
  kind: ChecklistKind
  state: 'draft' | 'submitted' | 'returned' | 'accepted'
  created_by: string
  created_at: Date
  submitted_by: string | null
  submitted_at: Date | null
  settled_by: string | null
  settled_at: Date | null
}
const columns = 'id, kind, state, created_by, created_at, submitted_by, submitted_at, settled_by, settled_at'

export const checklistById = (db: Database, id: string, lock = false): Promise<ChecklistRow | undefined> => db.maybe(`SELECT ${columns} FROM checklists WHERE id = $1${lock ? ' FOR UPDATE' : ''}`, [id])
export const openOfKind = (db: Database, kind: ChecklistKind): Promise<ChecklistRow | undefined> => db.maybe(`SELECT ${columns} FROM checklists WHERE kind = $1 AND state <> 'accepted'`, [kind])
export const latestOfKind = (db: Database, kind: ChecklistKind): Promise<ChecklistRow | undefined> => db.maybe(`SELECT ${columns} FROM checklists WHERE kind = $1 ORDER BY created_at DESC, id LIMIT 1`, [kind])
export const allChecklists = (db: Database): Promise<ChecklistRow[]> => db.rows(`SELECT ${columns} FROM checklists ORDER BY created_at DESC, id`)
export const insertChecklist = (db: Database, row: Pick<ChecklistRow, 'id' | 'kind' | 'created_by' | 'created_at'>): Promise<number> =>
  db.execute("INSERT INTO checklists (id, kind, state, created_by, created_at) VALUES ($1, $2, 'draft', $3, $4) ON CONFLICT DO NOTHING", [row.id, row.kind, row.created_by, row.created_at])
export const setSubmitted = (db: Database, id: string, by: string, now: Date): Promise<number> =>
  db.execute("UPDATE checklists SET state = 'submitted', submitted_by = $2, submitted_at = $3 WHERE id = $1 AND state IN ('draft', 'returned')", [id, by, now])
export const setSettled = (db: Database, id: string, state: 'returned' | 'accepted', by: string, now: Date): Promise<number> =>
  db.execute("UPDATE checklists SET state = $2, settled_by = $3, settled_at = $4 WHERE id = $1 AND state = 'submitted'", [id, state, by, now])

export type AnswerRow = { checklist_id: string; item: string; node: string; met: boolean; value: unknown; sentence: string; source: 'measured' | 'answered'; by: string; at: Date }
export const answersOf = (db: Database, id: string): Promise<AnswerRow[]> =>
  db.rows('SELECT checklist_id, item, node, met, value, sentence, source, by, at FROM checklist_answers WHERE checklist_id = $1 ORDER BY item, node', [id])
/** False when a measurement stands against an answer. */
export const putAnswer = async (db: Database, row: AnswerRow): Promise<boolean> =>
  (await db.execute(
    `INSERT INTO checklist_answers (checklist_id, item, node, met, value, sentence, source, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (checklist_id, item, node) DO UPDATE SET met = $4, value = $5, sentence = $6, source = $7, by = $8, at = $9
     WHERE checklist_answers.source = 'answered' OR $7 = 'measured'`,
    [row.checklist_id, row.item, row.node, row.met, JSON.stringify(row.value ?? null), row.sentence, row.source, row.by, row.at],
  )) === 1
