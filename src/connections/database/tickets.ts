/**
 * Links that stand for one act. States: open → used; replaced and expired ones are gone. The link's value is stored as SHA-256 only.
 */
import type { TenantContext } from '#platform/context/index.ts'
import { digest } from '#platform/crypto/index.ts'
import { consumeTicket, dropTickets, findTicket, insertTicket, lockTickets, type TicketData, type TicketKind } from './tickets.store.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant' | 'clock' | 'random'>

/** Seconds: five days for a confirmation and a reset, as documented; one day for the set-up link. */
const lifetimes: Record<TicketKind, number> = { 'verify-email': 432_000, 'change-password': 432_000, setup: 86_400 }

export type Ticket = { userId: string | undefined; data: TicketData; used: boolean }

/** @returns the value that goes into the link. Open tickets of the same kind and user are replaced. */
export async function issueTicket(ctx: Ctx, kind: TicketKind, about: { userId?: string | undefined; data: TicketData; seconds?: number | undefined }): Promise<string> {
  const value = ctx.random.token()
  const createdAt = ctx.clock.now()
  const seconds = about.seconds ?? lifetimes[kind]
  await ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    await lockTickets(within, kind, about.userId)
    await dropTickets(within, kind, about.userId)
    await insertTicket(within, { hash: digest(value), kind, userId: about.userId, data: about.data, createdAt, expiresAt: new Date(createdAt.getTime() + seconds * 1000) })
  })
  return value
}

/** The ticket, open or used, without using it; undefined when unknown, replaced or expired. */
export async function peekTicket(ctx: Ctx, kind: TicketKind, value: string): Promise<Ticket | undefined> {
  const row = wellFormed(value) ? await findTicket(ctx, kind, digest(value)) : undefined
  if (!row || row.expires_at <= ctx.clock.now()) return undefined
  return { userId: row.user_id ?? undefined, data: row.data, used: row.used_at !== null }
}

/** Uses the ticket: of any number of parallel callers one gets it. Call it in the transaction of the act it stands for. */
export async function useTicket(ctx: Ctx, kind: TicketKind, value: string): Promise<Ticket | undefined> {
  const row = wellFormed(value) ? await consumeTicket(ctx, kind, digest(value), ctx.clock.now()) : undefined
  return row && { userId: row.user_id ?? undefined, data: row.data, used: true }
}

/** After a password was set, links that would set another are worth nothing. */
export const dropOpenTickets = dropTickets

const wellFormed = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value)
