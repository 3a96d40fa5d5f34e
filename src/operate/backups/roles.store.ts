import type { Database } from '#platform/postgres/index.ts'

export type RoleRow = { node: string; folder: string; dedicated: boolean; forced: boolean; assigned_by: string; assigned_at: Date; hostname: string | null }

export const allRoles = (db: Database): Promise<RoleRow[]> =>
  db.rows('SELECT r.node, r.folder, r.dedicated, r.forced, r.assigned_by, r.assigned_at, n.hostname FROM backup_roles r LEFT JOIN nodes n ON n.id = r.node ORDER BY r.node')
export const roleOf = async (db: Database, node: string): Promise<RoleRow | undefined> => (await allRoles(db)).find((role) => role.node === node)
export const putRole = (db: Database, it: Omit<RoleRow, 'assigned_at' | 'hostname'>): Promise<number> =>
  db.execute(
    `INSERT INTO backup_roles (node, folder, dedicated, forced, assigned_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (node) DO UPDATE SET folder = excluded.folder, dedicated = excluded.dedicated, forced = excluded.forced, assigned_by = excluded.assigned_by, assigned_at = now()`,
    [it.node, it.folder, it.dedicated, it.forced, it.assigned_by],
  )
export const removeRole = (db: Database, node: string): Promise<number> => db.execute('DELETE FROM backup_roles WHERE node = $1', [node])
