import { digest } from '#platform/crypto/index.ts'
import { noteLogouts, type Initiator } from '#resources/logout-notices/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { deviceNow } from './device.ts'
import { lifetime, withinLimits } from './lifetimes.ts'
import * as store from './sessions.store.ts'
import type { Besides, FoundSession, Session } from './sessions.store.ts'

export type SessionBeginning = {
  userId: string
  connection: string
  authenticatedAt: Date
  amr: readonly string[]
  persistent: boolean
  /** The application that the person was logging in to. */
  clientId: string
  /** The secret this browser held before, if any. */
  formerSecret: string | undefined
}

/** A session after a login, which it counts; always under a new secret (a secret planted in the browser before the login is worth nothing). */
export const createSession = async (ctx: TenantContext, beginning: SessionBeginning): Promise<{ session: Session; secret: string }> => (await createSessionWith(ctx, beginning, {}))!

/** The same with what else belongs into the same statement; undefined when `besides.after` has forbidden it. */
export async function createSessionWith(ctx: TenantContext, beginning: SessionBeginning, besides: Besides): Promise<{ session: Session; secret: string } | undefined> {
  const secret = ctx.random.token(32)
  const now = ctx.clock.now().getTime()
  const { idle, absolute } = lifetime(ctx, beginning.persistent)
  const device = deviceNow(ctx)
  const session = await store.beginSession(
    ctx.db,
    ctx.tenant.id,
    {
      id: ctx.random.token(24),
      secretHash: digest(secret),
      user_id: beginning.userId,
      connection: beginning.connection,
      authenticated_at: beginning.authenticatedAt,
      idle_expires_at: new Date(now + Math.min(idle, absolute)),
      expires_at: new Date(now + absolute),
      persistent: beginning.persistent,
      amr: [...beginning.amr],
      device: device.whole,
      deviceLast: device.last,
      now: new Date(now),
      ip: ctx.request.ip,
    },
    beginning.formerSecret === undefined ? null : digest(beginning.formerSecret),
    beginning.clientId,
    besides,
  )
  return session && { session, secret }
}

/** The live session that this secret opens; undefined when there is none, or when it is past the tenant's present limits. */
export const findSession = async (ctx: TenantContext, secret: string): Promise<Session | undefined> => (await findPresence(ctx, secret))?.session

/** The same, with whose it is. */
export async function findPresence(ctx: TenantContext, secret: string): Promise<FoundSession | undefined> {
  const found = await store.liveSession(ctx.db, ctx.tenant.id, digest(secret), ctx.clock.now())
  return found && withinLimits(ctx, found.session) ? found : undefined
}

/** The session served another application: it joins, and idle time begins anew. Applications that come at the same time all join. */
export async function touchSession(ctx: TenantContext, session: Session, clientId: string): Promise<void> {
  const now = ctx.clock.now()
  const { idle } = lifetime(ctx, session.persistent)
  // The last use is known to a minute, or to a tenth of a limit of minutes.
  const stale = new Date(now.getTime() - Math.min(60_000, idle / 10))
  // Nothing that would be written.
  if (session.clients?.includes(clientId) && session.updated_at >= stale) return
  await store.useSession(ctx.db, ctx.tenant.id, session.id, clientId, now, { stale, idleExpiresAt: new Date(now.getTime() + idle), device: deviceNow(ctx).last })
}

export type EndedSession = Session & {
  clients: string[]
  /** How many of them will be told by back-channel logout. */
  noted: number
}

/** Ends a session; the applications that had joined it and want to hear of it are noted in the same transaction. */
export const endSession = (ctx: TenantContext, by: { secret: string } | { id: string }, initiator: Initiator): Promise<EndedSession | undefined> =>
  ctx.db.transaction(async (tx) => {
    const which = 'id' in by ? { sessionId: by.id } : { secretHash: digest(by.secret) }
    const noted = await noteLogouts(tx, ctx.tenant.id, { ...which, initiator, issuer: ctx.issuer, now: ctx.clock.now() })
    const ended = await store.deleteSession(tx, ctx.tenant.id, 'id' in by ? by : { secretHash: digest(by.secret) })
    return ended && { ...ended, noted }
  })
