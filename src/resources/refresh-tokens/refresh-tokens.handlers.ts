import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement, type PageRequest } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { findResourceServer } from '#resources/resource-servers/index.ts'
import { findUser } from '#resources/users/index.ts'
import * as problems from './refresh-tokens.contract.ts'
import { refreshTokensContract, userRefreshTokensContract } from './refresh-tokens.contract.ts'
import { annotateToken, endRefreshTokens, livingToken, livingTokens, type RefreshTokenRow, type TokenChoice, type TokenFilter } from './refresh-tokens.store.ts'

const when = (moment: Date | null) => moment?.toISOString() ?? null

const show = (row: RefreshTokenRow) => ({
  id: row.id,
  user_id: row.user_id,
  created_at: row.created_at.toISOString(),
  idle_expires_at: when(row.idle_expires_at),
  expires_at: when(row.expires_at),
  last_exchanged_at: when(row.last_used_at),
  device: row.device,
  client_id: row.client_id,
  session_id: row.session_id,
  rotating: row.rotating,
  resource_servers: row.audience === null ? [] : [{ audience: row.audience, scopes: row.scope.join(' ') }],
  ...(row.metadata && { refresh_token_metadata: row.metadata }),
})

async function pageOf(ctx: ApiContext, filter: TokenFilter, page: PageRequest) {
  const rows = await livingTokens(ctx.db, ctx.tenant.id, filter, ctx.clock.now(), keyOfCursor(page.from ?? ''), page.limit + 1)
  return checkpointPage(rows.map(show), page.limit, (token) => token.id)
}

type RevokeBody = { ids?: string[]; user_id?: string; client_id?: string; audience?: string }

/** Ids stand alone; an API only narrows what a user or an application names. */
async function chosen(ctx: ApiContext, { ids, user_id: userId, client_id: clientId, audience }: RevokeBody): Promise<TokenChoice> {
  const named = userId !== undefined || clientId !== undefined
  if (ids !== undefined ? named || audience !== undefined : !named) throw problems.BadCombination()
  if (ids !== undefined) return { ids }
  if (userId !== undefined && !(await findUser(ctx, userId))) throw problems.NoSuchUser()
  if (clientId !== undefined && !(await findClient(ctx, clientId))) throw problems.NoSuchClient()
  const api = audience === undefined ? undefined : await findResourceServer(ctx, audience)
  if (audience !== undefined && !api) throw problems.NoSuchApi()
  return { ...(userId === undefined ? {} : { userId }), ...(clientId === undefined ? {} : { clientId }), ...(api && { audience: api.identifier }) } as TokenChoice
}

export const refreshTokens = implement<ApiContext, typeof refreshTokensContract>(refreshTokensContract, {
  async list({ query, page }, ctx) {
    const { user_id: userId, client_id: clientId } = query
    if (userId === undefined) throw problems.UserMissing()
    if (!(await findUser(ctx, userId))) throw problems.TokenUserUnknown()
    if (clientId !== undefined && !(await findClient(ctx, clientId))) throw problems.TokenClientUnknown()
    return pageOf(ctx, { userId, clientId }, page)
  },

  async revoke({ body }, ctx) {
    await endRefreshTokens(ctx.db, ctx.tenant.id, await chosen(ctx, body), ctx.clock.now())
  },

  async get({ params }, ctx) {
    const token = await livingToken(ctx.db, ctx.tenant.id, params.id, ctx.clock.now())
    if (!token) throw problems.TokenNotFound()
    return show(token)
  },

  async update({ params, body }, ctx) {
    const token = await annotateToken(ctx.db, ctx.tenant.id, params.id, body.refresh_token_metadata ?? null, ctx.clock.now())
    if (!token) throw problems.TokenNotFound()
    return show(token)
  },

  async delete({ params }, ctx) {
    await endRefreshTokens(ctx.db, ctx.tenant.id, { ids: [params.id] }, ctx.clock.now())
  },
})

async function mustExist(ctx: ApiContext, userId: string): Promise<void> {
  if (!(await findUser(ctx, userId))) throw problems.TokenUserUnknown()
}

export const userRefreshTokens = implement<ApiContext, typeof userRefreshTokensContract>(userRefreshTokensContract, {
  async list({ params, page }, ctx) {
    await mustExist(ctx, params.user_id)
    return pageOf(ctx, { userId: params.user_id }, page)
  },

  async delete({ params }, ctx) {
    await mustExist(ctx, params.user_id)
    await endRefreshTokens(ctx.db, ctx.tenant.id, { userId: params.user_id }, ctx.clock.now())
  },
})
