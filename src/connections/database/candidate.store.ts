/** Who might be signing in, with everything that decides it, in one read: the person, the hash of their password, what is counted against the name. */
import type { TenantContext } from '#platform/context/index.ts'
import { counterColumns, type Approach, type Counters } from '#connections/protection/index.ts'
import { columnsBeside, userBeside, type User } from '#resources/users/index.ts'

export type Candidate = {
  /** Name of the connection that was looked in. */
  connection: string
  by: 'email' | 'username' | undefined
  user: User | undefined
  hash: string | undefined
  counters: Counters
}

/** Where a statement has the values. */
type At = { tenant: string; connection: string; sought: string; identifier: string; network: string; address: string; now: string }

/** By e-mail address first; a user name may contain an `@` too. */
export const candidateBeside = (at: At): { columns: string; join: string } => ({
  columns: `${columnsBeside}, users.found_by, passwords.hash, ${counterColumns(at)}`,
  join: `LEFT JOIN LATERAL (
       SELECT users.*, 'email' AS found_by, 1 AS rank FROM users
       WHERE ${at.sought}::text LIKE '%@%' AND users.tenant_id = ${at.tenant} AND users.connection = ${at.connection} AND lower(users.email) = lower(${at.sought})
       UNION ALL
       SELECT users.*, 'username', 2 FROM users
       WHERE users.tenant_id = ${at.tenant} AND users.connection = ${at.connection} AND lower(users.username) = lower(${at.sought})
       ORDER BY rank LIMIT 1
     ) AS users ON true
     LEFT JOIN passwords ON passwords.tenant_id = users.tenant_id AND passwords.user_id = users.user_id`,
})

/** The values of `sought`, `identifier`, `network` and `address`. */
export const soughtBy = ({ typed, identifier, network, address }: Approach): [string, string, string, string] =>
  // No address or name contains NUL, which Postgres would refuse, or is as long as this.
  [typed === identifier ? typed : '', identifier, network, address]

export type CandidateRow = Counters & { found_by: Candidate['by'] | null; hash: string | null }

export function candidateIn(row: CandidateRow, connection: string): Candidate {
  const { user, rest: { found_by: by, hash, failures, full_at } } = userBeside(row)
  return { connection, by: by ?? undefined, user, hash: hash ?? undefined, counters: { failures, full_at } }
}

const { columns, join } = candidateBeside({ tenant: '$1', connection: '$2', sought: '$3', identifier: '$4', network: '$5', address: '$6', now: '$7' })

export const findCandidate = async (ctx: Pick<TenantContext, 'db' | 'tenant' | 'clock'>, connection: string, coming: Approach): Promise<Candidate> =>
  candidateIn(await ctx.db.one<CandidateRow>(`SELECT ${columns} FROM (SELECT) AS one ${join}`, [ctx.tenant.id, connection, ...soughtBy(coming), ctx.clock.now()]), connection)
