import type { Database } from '#platform/postgres/index.ts'

export type Shelf = 'fine' | 'fine-week' | 'coarse'

/** The numbers of these names; new ones are made. */
export async function lineNumbers(db: Database, names: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.rows<{ name: string; number: number }>(
    `WITH fresh AS (INSERT INTO metric_lines (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING RETURNING name, number)
     SELECT name, number FROM fresh UNION ALL SELECT name, number FROM metric_lines WHERE name = ANY ($1)`,
    [names],
  )
  return new Map(rows.map(({ name, number }) => [name, number]))
}

/** False while the node has not registered yet. May be repeated. */
export async function insertMinute(db: Database, node: string, minute: number, shelves: readonly { shelf: Shelf; samples: Buffer }[]): Promise<boolean> {
  const { known } = await db.one<{ known: boolean }>(
    `WITH home AS (SELECT number FROM nodes WHERE id = $1),
     written AS (INSERT INTO metric_minutes (minute, node, shelf, samples)
                 SELECT $2, number, shelf, samples FROM home, unnest($3::text[], $4::bytea[]) AS given (shelf, samples) ON CONFLICT DO NOTHING)
     SELECT EXISTS (SELECT 1 FROM home) AS known`,
    [node, minute, shelves.map(({ shelf }) => shelf), shelves.map(({ samples }) => samples)],
  )
  return known
}

export type MinuteRow = { minute: number; node: string; hostname: string; samples: Uint8Array }

/** `until` is exclusive. `node`: id, hostname or address; all nodes when undefined. */
export const minutes = (db: Database, shelf: Shelf, from: number, until: number, node: string | undefined): Promise<MinuteRow[]> =>
  db.rows<MinuteRow>(
    `SELECT m.minute, n.id AS node, n.hostname, m.samples FROM metric_minutes m JOIN nodes n ON n.number = m.node
     WHERE m.shelf = $1 AND m.minute >= $2 AND m.minute < $3 AND ($4::text IS NULL OR n.id = $4 OR n.address = $4 OR n.hostname = $4)
     ORDER BY m.minute, n.hostname, n.id`,
    [shelf, from, until, node ?? null],
  )

export const linesBeginning = (db: Database, prefix: string): Promise<{ number: number; name: string }[]> =>
  db.rows('SELECT number, name FROM metric_lines WHERE starts_with(name, $1) ORDER BY name', [prefix])

export const deleteMinutesBefore = (db: Database, shelf: Shelf, minute: number): Promise<number> =>
  db.execute('DELETE FROM metric_minutes WHERE shelf = $1 AND minute < $2', [shelf, minute])
