import type { TenantContext } from '#platform/context/index.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant'>
export type TicketKind = 'setup' | 'verify-email' | 'change-password'
export type TicketRow = { user_id: string | null; data: TicketData; used_at: Date | null; expires_at: Date }

/** What a ticket remembers beside its user. */
export type TicketData = {
  /** The address it was sent to; when the user's has changed since, the ticket is worth nothing. */
  email?: string | undefined
  connection?: string | undefined
  client_id?: string | undefined
  /** Where the last page links to. */
  result_url?: string | undefined
  /** False: made for somebody else to deliver, so that using it proves nothing about the address. */
  marks_verified?: boolean | undefined
}

export async function insertTicket(
  ctx: Ctx,
  row: { hash: Buffer; kind: TicketKind; userId: string | undefined; data: TicketData; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await ctx.db.execute(
    'INSERT INTO tickets (tenant_id, ticket_hash, kind, user_id, data, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [ctx.tenant.id, row.hash, row.kind, row.userId ?? null, JSON.stringify(row.data), row.createdAt, row.expiresAt],
  )
}

export const findTicket = (ctx: Ctx, kind: TicketKind, hash: Buffer) =>
  ctx.db.maybe<TicketRow>('SELECT user_id, data, used_at, expires_at FROM tickets WHERE tenant_id = $1 AND ticket_hash = $2 AND kind = $3', [
    ctx.tenant.id, hash, kind,
  ])

/** The one use: of parallel callers one gets the row. */
export const consumeTicket = (ctx: Ctx, kind: TicketKind, hash: Buffer, now: Date) =>
  ctx.db.maybe<TicketRow>(
    `UPDATE tickets SET used_at = $4
     WHERE tenant_id = $1 AND ticket_hash = $2 AND kind = $3 AND used_at IS NULL AND expires_at > $4
     RETURNING user_id, data, used_at, expires_at`,
    [ctx.tenant.id, hash, kind, now],
  )

/** Whoever else is about to replace the open tickets of this kind and user waits until this transaction has ended. */
export const lockTickets = (ctx: Ctx, kind: TicketKind, userId: string | undefined) =>
  ctx.db.execute('SELECT pg_advisory_xact_lock($1, hashtext($2))', [ctx.tenant.id, `ticket ${kind} ${userId ?? ''}`])

/** Newer tickets replace older ones of their kind; used ones stay, so that their links can still say that they were used. */
export async function dropTickets(ctx: Ctx, kind: TicketKind, userId: string | undefined): Promise<void> {
  await ctx.db.execute('DELETE FROM tickets WHERE tenant_id = $1 AND kind = $2 AND user_id IS NOT DISTINCT FROM $3 AND used_at IS NULL', [
    ctx.tenant.id, kind, userId ?? null,
  ])
}
