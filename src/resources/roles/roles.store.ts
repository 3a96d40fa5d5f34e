import type { Database } from '#platform/postgres/index.ts'

export type RoleRow = { id: string; name: string; description: string | null }
/** Rows to skip and to return; the whole is counted only when asked. */
export type Window = { offset: number; limit: number; count: boolean }
export type Counted<T> = { rows: T[]; total: number }

const columns = 'roles.id, roles.name, roles.description'

/** One window of what `from` (FROM … WHERE …, with `params`) finds. */
export async function counted<T>(db: Database, select: string, from: string, order: string, params: readonly unknown[], window: Window): Promise<Counted<T>> {
  const total = window.count ? (await db.one<{ total: number }>(`SELECT count(*) AS total ${from}`, params)).total : 0
  const rows = window.limit === 0 ? [] : await db.rows<T>(
    `SELECT ${select} ${from} ORDER BY ${order} LIMIT $${params.length + 1} OFFSET $${params.length + 2}`,
    [...params, window.limit, window.offset],
  )
  return { rows, total }
}

export function pageOfRoles(db: Database, tenantId: number, nameFilter: string | undefined, window: Window): Promise<Counted<RoleRow>> {
  return counted(
    db, columns,
    `FROM roles WHERE tenant_id = $1 AND ($2::text IS NULL OR strpos(lower(name), lower($2)) > 0)`, 'lower(name), id',
    [tenantId, nameFilter ?? null], window,
  )
}

export function selectRole(db: Database, tenantId: number, id: string): Promise<RoleRow | undefined> {
  return db.maybe<RoleRow>(`SELECT ${columns} FROM roles WHERE tenant_id = $1 AND id = $2`, [tenantId, id])
}

/** Throws UniqueViolation. */
export function insertRole(db: Database, tenantId: number, role: RoleRow, now: Date): Promise<RoleRow> {
  return db.one<RoleRow>(
    `INSERT INTO roles (tenant_id, id, name, description, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
    [tenantId, role.id, role.name, role.description, now],
  )
}

/** Throws UniqueViolation. */
export function updateRole(db: Database, tenantId: number, id: string, changes: { name?: string | undefined; description?: string | undefined }): Promise<RoleRow | undefined> {
  return db.maybe<RoleRow>(
    `UPDATE roles SET name = coalesce($3, name), description = coalesce($4, description) WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`,
    [tenantId, id, changes.name ?? null, changes.description ?? null],
  )
}

export async function deleteRole(db: Database, tenantId: number, id: string): Promise<boolean> {
  return (await db.execute('DELETE FROM roles WHERE tenant_id = $1 AND id = $2', [tenantId, id])) > 0
}

export function rolesOfUser(db: Database, tenantId: number, userId: string, window: Window): Promise<Counted<RoleRow>> {
  return counted(
    db, columns,
    `FROM user_roles JOIN roles ON roles.tenant_id = user_roles.tenant_id AND roles.id = user_roles.role_id
     WHERE user_roles.tenant_id = $1 AND user_roles.user_id = $2`, 'lower(roles.name), roles.id',
    [tenantId, userId], window,
  )
}

export type Member = { user_id: string; email: string | null; name: string | null; picture: string | null }

const members = `FROM user_roles JOIN users ON users.tenant_id = user_roles.tenant_id AND users.user_id = user_roles.user_id
  WHERE user_roles.tenant_id = $1 AND user_roles.role_id = $2`
const memberColumns = 'users.user_id, users.email, users.name, users.picture'

export function pageOfMembers(db: Database, tenantId: number, roleId: string, window: Window): Promise<Counted<Member>> {
  return counted(db, memberColumns, members, 'user_roles.user_id', [tenantId, roleId], window)
}

export function membersAfter(db: Database, tenantId: number, roleId: string, after: string, limit: number): Promise<Member[]> {
  return db.rows<Member>(
    `SELECT ${memberColumns} ${members} AND user_roles.user_id > $3 ORDER BY user_roles.user_id LIMIT $4`,
    [tenantId, roleId, after, limit],
  )
}

/** Gives every one of the users every one of the roles. Throws ForeignKeyViolation when one of them does not exist. */
export async function assignRoles(db: Database, tenantId: number, userIds: readonly string[], roleIds: readonly string[], now: Date): Promise<void> {
  await db.execute(
    `INSERT INTO user_roles (tenant_id, user_id, role_id, created_at)
     SELECT $1::integer, given_user, given_role, $4::timestamptz FROM unnest($2::text[]) AS given_user, unnest($3::text[]) AS given_role
     ON CONFLICT DO NOTHING`,
    [tenantId, userIds, roleIds, now],
  )
}

export async function withdrawRoles(db: Database, tenantId: number, userId: string, roleIds: readonly string[]): Promise<void> {
  await db.execute('DELETE FROM user_roles WHERE tenant_id = $1 AND user_id = $2 AND role_id = ANY($3::text[])', [tenantId, userId, roleIds])
}

/** How many of the ids are users who stand for themselves. */
export async function countUsers(db: Database, tenantId: number, userIds: readonly string[]): Promise<number> {
  const { total } = await db.one<{ total: number }>(
    'SELECT count(*) AS total FROM users WHERE tenant_id = $1 AND user_id = ANY($2::text[]) AND linked_to IS NULL',
    [tenantId, userIds],
  )
  return total
}
