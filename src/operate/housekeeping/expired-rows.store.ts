import type { Database } from '#platform/postgres/index.ts'

/** A table and the condition under which nobody will ask for a row again. Redeemed codes stay a while to be recognised as replayed. */
export const expiringTables = [
  { name: 'login_transactions', expired: 'expires_at < now()' },
  { name: 'authorization_codes', expired: "expires_at < now() - interval '1 hour'" },
  // Their applications are told first (`oauth.backchannel-logout`).
  { name: 'sessions', expired: "least(expires_at, idle_expires_at) < now() - interval '1 hour'" },
  { name: 'refresh_families', expired: "least(expires_at, idle_expires_at, revoked_at + interval '7 days') < now()" },
  { name: 'one_time_values', expired: "expires_at < now() - interval '1 hour'" },
  { name: 'pushed_requests', expired: 'expires_at < now()' },
  { name: 'deferred_requests', expired: "expires_at < now() - interval '1 hour'" },
  { name: 'device_requests', expired: "expires_at < now() - interval '1 hour'" },
  { name: 'backchannel_requests', expired: "expires_at < now() - interval '1 hour'" },
  { name: 'agent_nonces', expired: 'expires_at < now()' },
  { name: 'device_code_misses', expired: 'expires_at < now()' },
  { name: 'api_jobs', expired: "created_at < now() - interval '30 days'" },
  { name: 'tickets', expired: "expires_at < now() - interval '7 days'" },
] as const

export const deleteExpired = (db: Database, table: (typeof expiringTables)[number], limit: number): Promise<number> =>
  db.execute(
    `DELETE FROM ${table.name} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table.name} WHERE ${table.expired} LIMIT $1))`,
    [limit],
  )
