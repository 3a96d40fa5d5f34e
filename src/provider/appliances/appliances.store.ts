import type { Database } from '#platform/postgres/index.ts'

export type ApplianceRow = {
  id: string
  subscriber: string
  state: 'awaited' | 'connected' | 'left' | 'removed'
  key_id: string | null
  public_key: string | null
  sequence: number
  position: number
  connected_at: Date | null
  heard_at: Date | null
  created_by: string
  created_at: Date
}
const columns = 'id, subscriber, state, key_id, public_key, sequence, position, connected_at, heard_at, created_by, created_at'

export const insertAppliance = (db: Database, row: Pick<ApplianceRow, 'id' | 'subscriber' | 'created_by' | 'created_at'>, enrolment: { hash: Buffer; expires: Date } | { keyId: string; publicKey: string }): Promise<ApplianceRow> =>
  'hash' in enrolment
    ? db.one(`INSERT INTO console_appliances (id, subscriber, state, created_by, created_at, enrolment_hash, enrolment_expires_at) VALUES ($1, $2, 'awaited', $3, $4, $5, $6) RETURNING ${columns}`, [row.id, row.subscriber, row.created_by, row.created_at, enrolment.hash, enrolment.expires])
    : db.one(`INSERT INTO console_appliances (id, subscriber, state, created_by, created_at, key_id, public_key, connected_at) VALUES ($1, $2, 'connected', $3, $4, $5, $6, $4) RETURNING ${columns}`, [row.id, row.subscriber, row.created_by, row.created_at, enrolment.keyId, enrolment.publicKey])

export const allAppliances = (db: Database): Promise<ApplianceRow[]> => db.rows(`SELECT ${columns} FROM console_appliances WHERE state <> 'removed' ORDER BY subscriber, created_at`)
export const applianceById = (db: Database, id: string, lock = false): Promise<ApplianceRow | undefined> => db.maybe(`SELECT ${columns} FROM console_appliances WHERE id = $1${lock ? ' FOR UPDATE' : ''}`, [id])
export const connectedByKey = (db: Database, keyId: string): Promise<ApplianceRow | undefined> => db.maybe(`SELECT ${columns} FROM console_appliances WHERE key_id = $1 AND state = 'connected' FOR UPDATE`, [keyId])
/** The one who brings the card gets it, once. */
export const enrol = (db: Database, hash: Buffer, keyId: string, publicKey: string, now: Date): Promise<ApplianceRow | undefined> =>
  db.maybe(`UPDATE console_appliances SET state = 'connected', key_id = $2, public_key = $3, connected_at = $4, enrolment_hash = NULL WHERE enrolment_hash = $1 AND state = 'awaited' AND enrolment_expires_at > $4 RETURNING ${columns}`, [hash, keyId, publicKey, now])
/** An appliance that comes again with another card: the line from before ends, so that a key stands once. */
export const retireKey = (db: Database, keyId: string): Promise<number> => db.execute("UPDATE console_appliances SET state = 'left' WHERE key_id = $1 AND state = 'connected'", [keyId])
export const setAppliance = (db: Database, id: string, change: Pick<ApplianceRow, 'state' | 'sequence' | 'heard_at'>): Promise<number> =>
  db.execute('UPDATE console_appliances SET state = $2, sequence = $3, heard_at = $4 WHERE id = $1', [id, change.state, change.sequence, change.heard_at])

export type ItemRow = { item: string; fingerprint: string; content: unknown; changed_at: Date }
export const itemRows = (db: Database, appliance: string, kind?: string): Promise<ItemRow[]> =>
  db.rows("SELECT item, fingerprint, content, changed_at FROM console_items WHERE appliance_id = $1 AND ($2::text IS NULL OR item LIKE $2 || ':%') ORDER BY changed_at DESC, item", [appliance, kind ?? null])
export const itemPrints = (db: Database, appliance: string): Promise<Pick<ItemRow, 'item' | 'fingerprint'>[]> => db.rows('SELECT item, fingerprint FROM console_items WHERE appliance_id = $1', [appliance])
export const itemNamed = (db: Database, appliance: string, item: string): Promise<ItemRow | undefined> => db.maybe('SELECT item, fingerprint, content, changed_at FROM console_items WHERE appliance_id = $1 AND item = $2', [appliance, item])
export const putItem = (db: Database, appliance: string, row: ItemRow): Promise<number> =>
  db.execute('INSERT INTO console_items (appliance_id, item, fingerprint, content, changed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (appliance_id, item) DO UPDATE SET fingerprint = $3, content = $4, changed_at = $5', [appliance, row.item, row.fingerprint, JSON.stringify(row.content ?? null), row.changed_at])
export const dropItems = (db: Database, appliance: string, items: readonly string[]): Promise<number> => db.execute('DELETE FROM console_items WHERE appliance_id = $1 AND item = ANY ($2)', [appliance, items])
export const dropAllItems = (db: Database, appliance: string): Promise<number> => db.execute('DELETE FROM console_items WHERE appliance_id = $1', [appliance])

export type InstructionRow = {
  id: string
  appliance_id: string
  position: number
  operation: string
  input: unknown
  about: string | null
  said_by: string
  said_name: string
  said_roles: string[]
  said_at: Date
  state: 'waiting' | 'done' | 'refused'
  sentence: string | null
  subject: string | null
  settled_at: Date | null
}
const instruction = 'id, appliance_id, position, operation, input, about, said_by, said_name, said_roles, said_at, state, sentence, subject, settled_at'

export const nextPosition = async (db: Database, appliance: string, milliseconds: number): Promise<number> =>
  (await db.one<{ position: number }>('UPDATE console_appliances SET position = greatest(position + 1, $2) WHERE id = $1 RETURNING position', [appliance, milliseconds])).position
export const insertInstruction = (db: Database, row: Omit<InstructionRow, 'state' | 'sentence' | 'subject' | 'settled_at'>): Promise<InstructionRow> =>
  db.one(`INSERT INTO console_instructions (id, appliance_id, position, operation, input, about, said_by, said_name, said_roles, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${instruction}`,
    [row.id, row.appliance_id, row.position, row.operation, JSON.stringify(row.input), row.about, row.said_by, row.said_name, row.said_roles, row.said_at])
export const instructionsAfter = (db: Database, appliance: string, position: number, limit: number): Promise<InstructionRow[]> =>
  db.rows(`SELECT ${instruction} FROM console_instructions WHERE appliance_id = $1 AND position > $2 ORDER BY position LIMIT $3`, [appliance, position, limit])
export const recentInstructions = (db: Database, appliance: string): Promise<InstructionRow[]> => db.rows(`SELECT ${instruction} FROM console_instructions WHERE appliance_id = $1 ORDER BY position DESC LIMIT 100`, [appliance])
export const instructionById = (db: Database, id: string): Promise<InstructionRow | undefined> => db.maybe(`SELECT ${instruction} FROM console_instructions WHERE id = $1`, [id])
export const settleInstruction = (db: Database, appliance: string, id: string, outcome: { state: string; sentence: string; subject: string | null }, now: Date): Promise<number> =>
  db.execute("UPDATE console_instructions SET state = $3, sentence = $4, subject = $5, settled_at = $6 WHERE id = $2 AND appliance_id = $1 AND state = 'waiting'", [appliance, id, outcome.state, outcome.sentence, outcome.subject, now])
