import type { Database } from '#platform/postgres/index.ts'

/** Values as they rest; null means the default. */
export type StoredChange = { setting: string; before: unknown; after: unknown }
export type VersionRow = { version: number; changed_at: Date; changed_by: string; restores: number | null; note: string | null; changes: StoredChange[] }

/** One change at a time, over the whole cluster. */
export const lockSettings = (db: Database): Promise<number> => db.execute('LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE')

export const storedValues = async (db: Database): Promise<Map<string, unknown>> =>
  new Map((await db.rows<{ id: string; value: unknown }>('SELECT id, value FROM settings')).map(({ id, value }) => [id, value]))

export async function writeVersion(db: Database, by: string, changes: readonly StoredChange[], restores: number | null, note: string | null): Promise<number> {
  const { version } = await db.one<{ version: number }>('INSERT INTO setting_versions (changed_by, restores, note) VALUES ($1, $2, $3) RETURNING version', [by, restores, note])
  for (const { setting, before, after } of changes) {
    await db.execute('INSERT INTO setting_changes (version, setting, before, after) VALUES ($1, $2, $3, $4)', [version, setting, json(before), json(after)])
    if (after === null) await db.execute('DELETE FROM settings WHERE id = $1', [setting])
    else {
      await db.execute(
        `INSERT INTO settings (id, value, changed_by) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by, changed_at = now()`,
        [setting, json(after), by],
      )
    }
  }
  return version
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

const matching = '($1::text IS NULL OR EXISTS (SELECT 1 FROM setting_changes c WHERE c.version = v.version AND c.setting = $1))'

export const versions = (db: Database, setting: string | undefined, offset: number, limit: number): Promise<VersionRow[]> =>
  db.rows<VersionRow>(
    `SELECT v.*, (SELECT coalesce(json_agg(json_build_object('setting', c.setting, 'before', c.before, 'after', c.after) ORDER BY c.setting), '[]')
                  FROM setting_changes c WHERE c.version = v.version) AS changes
     FROM setting_versions v WHERE ${matching} ORDER BY v.version DESC OFFSET $2 LIMIT $3`,
    [setting ?? null, offset, limit],
  )

export const countVersions = async (db: Database, setting: string | undefined): Promise<number> =>
  (await db.one<{ n: number }>(`SELECT count(*)::int AS n FROM setting_versions v WHERE ${matching}`, [setting ?? null])).n

export const versionExists = async (db: Database, version: number): Promise<boolean> =>
  (await db.one<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM setting_versions WHERE version = $1) AS found', [version])).found

/** What was changed after that version, with the value each had then. */
export const stateAt = (db: Database, version: number): Promise<{ setting: string; value: unknown }[]> =>
  db.rows('SELECT DISTINCT ON (setting) setting, before AS value FROM setting_changes WHERE version > $1 ORDER BY setting, version', [version])
