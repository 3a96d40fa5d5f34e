import type { Database } from '#platform/postgres/index.ts'

/** Values as they rest. While `node` waits for its turn with a change (`activity_nodes`), the values before that change. */
export const storedSettings = (db: Database, node: string | undefined): Promise<{ id: string; value: unknown }[]> =>
  db.rows(
    `WITH held AS (
       SELECT DISTINCT ON (c.setting) c.setting, c.before FROM activity_nodes m JOIN activities a ON a.id = m.activity JOIN setting_changes c ON c.version = a.setting_version
       WHERE m.node = $1 AND m.state = 'waiting' ORDER BY c.setting, c.version
     )
     SELECT id, value FROM settings WHERE id NOT IN (SELECT setting FROM held)
     UNION ALL SELECT setting, before FROM held WHERE before IS NOT NULL`,
    [node ?? null],
  )
