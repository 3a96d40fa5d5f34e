import type { Database } from '#platform/postgres/index.ts'
import type { ExportField } from './user-export.contract.ts'

/** What each field is here. Identities that were linked into another user are part of that one. */
const sources: Record<ExportField, string> = {
  _id: "md5(u.tenant_id || '|' || u.user_id)", email: 'u.email', email_verified: 'u.email_verified', phone_number: 'u.phone_number', phone_verified: 'u.phone_verified', name: 'u.name',
  user_id: 'u.user_id', lastLogin: 'u.last_login', updated_at: 'u.updated_at', __tenant: 't.name',
}

export type Place = { tenant: number; user: string }

/** The next users after `place`, in order of tenant and id. Fields come from the list above and nowhere else. */
export const usersAfter = (db: Pick<Database, 'rows'>, fields: readonly ExportField[], place: Place, limit: number): Promise<(Record<string, unknown> & { at_tenant: number; at_user: string })[]> =>
  db.rows(
    `SELECT ${fields.map((field) => `${sources[field]} AS "${field}"`).join(', ')}, u.tenant_id AS at_tenant, u.user_id AS at_user
     FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE NOT t.is_root AND u.linked_to IS NULL AND (u.tenant_id, u.user_id) > ($1, $2) ORDER BY u.tenant_id, u.user_id LIMIT $3`,
    [place.tenant, place.user, limit],
  )
