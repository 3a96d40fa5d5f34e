import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { endRefreshTokens, TokenUserUnknown } from '#resources/refresh-tokens/index.ts'
import { findUser } from '#resources/users/index.ts'
import { lifetime, withinLimits } from './lifetimes.ts'
import { annotateSession, endSessionsOfUser, sessionById, sessionsOfUser, type SessionRow } from './management.store.ts'
import { SessionNotFound, sessionsContract, userSessionsContract } from './sessions.contract.ts'
import { endSession } from './sessions.ts'

/** Ends are shown as they are under the tenant's present limits, which may have become shorter. */
function show(ctx: ApiContext, session: SessionRow) {
  const { idle, absolute } = lifetime(ctx, session.persistent)
  const sooner = (stored: Date, limit: number) => new Date(Math.min(stored.getTime(), limit)).toISOString()
  const authenticated = session.authenticated_at.toISOString()
  const updated = session.updated_at.toISOString()
  return {
    id: session.id,
    user_id: session.user_id,
    created_at: session.created_at.toISOString(),
    updated_at: updated,
    authenticated_at: authenticated,
    idle_expires_at: sooner(session.idle_expires_at, session.updated_at.getTime() + idle),
    expires_at: sooner(session.expires_at, session.authenticated_at.getTime() + absolute),
    last_interacted_at: updated,
    device: session.device,
    clients: session.clients.map((client_id) => ({ client_id })),
    authentication: { methods: session.amr.map((name) => ({ name, timestamp: authenticated })) },
    cookie: { mode: session.persistent ? ('persistent' as const) : ('non-persistent' as const) },
    ...(session.metadata && { session_metadata: session.metadata }),
  }
}

async function found(ctx: ApiContext, session: Promise<SessionRow | undefined>): Promise<SessionRow> {
  const row = await session
  if (!row || !withinLimits(ctx, row)) throw SessionNotFound()
  return row
}

export const sessions = implement<ApiContext, typeof sessionsContract>(sessionsContract, {
  get: async ({ params }, ctx) => show(ctx, await found(ctx, sessionById(ctx.db, ctx.tenant.id, params.id, ctx.clock.now()))),

  async update({ params, body }, ctx) {
    const now = ctx.clock.now()
    await found(ctx, sessionById(ctx.db, ctx.tenant.id, params.id, now))
    return show(ctx, await found(ctx, annotateSession(ctx.db, ctx.tenant.id, params.id, body.session_metadata ?? null, now)))
  },

  async delete({ params }, ctx) {
    await endSession(ctx, { id: params.id }, 'session-revoked')
  },

  async revoke({ params }, ctx) {
    await ctx.db.transaction(async (db) => {
      const ended = await endSession({ ...ctx, db }, { id: params.id }, 'session-revoked')
      if (!ended) throw SessionNotFound()
      await endSessionsOfUser(db, ctx.tenant.id, { userId: ended.user_id, sessionId: params.id }, ending(ctx))
      await endRefreshTokens(db, ctx.tenant.id, { sessionId: params.id }, ctx.clock.now())
    })
  },
})

const ending = (ctx: ApiContext) => ({ initiator: 'session-revoked' as const, issuer: ctx.issuer, now: ctx.clock.now() })

async function mustExist(ctx: ApiContext, userId: string): Promise<void> {
  if (!(await findUser(ctx, userId))) throw TokenUserUnknown()
}

export const userSessions = implement<ApiContext, typeof userSessionsContract>(userSessionsContract, {
  async list({ params, page }, ctx) {
    await mustExist(ctx, params.user_id)
    const rows = await sessionsOfUser(ctx.db, ctx.tenant.id, params.user_id, ctx.clock.now(), keyOfCursor(page.from ?? ''), page.limit + 1)
    return checkpointPage(rows.map((row) => show(ctx, row)), page.limit, ({ id }) => id)
  },

  async delete({ params }, ctx) {
    await mustExist(ctx, params.user_id)
    await ctx.db.transaction((tx) => endSessionsOfUser(tx, ctx.tenant.id, { userId: params.user_id }, ending(ctx)))
  },

  /** As documented, a user who is not there is no error: there is nothing left to revoke. */
  async revokeAccess({ params, body }, ctx) {
    const { session_id: sessionId, preserve_refresh_tokens: preserved } = body
    await ctx.db.transaction(async (tx) => {
      await endSessionsOfUser(tx, ctx.tenant.id, { userId: params.id, sessionId }, ending(ctx))
      if (preserved) return
      await endRefreshTokens(tx, ctx.tenant.id, { userId: params.id, ...(sessionId === undefined ? {} : { sessionId }) }, ctx.clock.now())
    })
  },
})
