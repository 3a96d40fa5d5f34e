import { implement } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { ForeignKeyViolation, UniqueViolation } from '#platform/postgres/index.ts'
import { endRefreshTokens } from '#resources/refresh-tokens/index.ts'
import { deviceCredentialsContract, DeviceTaken, NotForThatClient, NotForThatUser } from './device-credentials.contract.ts'
import { countCredentials, deleteKey, insertKey, selectCredentials, type CredentialRow } from './device-credentials.store.ts'

const show = ({ device_name, device_id, ...row }: CredentialRow) => ({ ...row, ...(device_name !== null && { device_name }), ...(device_id !== null && { device_id }) })

export const deviceCredentials = implement<ApiContext, typeof deviceCredentialsContract>(deviceCredentialsContract, {
  async list({ query, page }, ctx) {
    const filter = { userId: query.user_id, clientId: query.client_id, type: query.type }
    const now = ctx.clock.now()
    const rows = await selectCredentials(ctx.db, ctx.tenant.id, filter, now, page.offset, page.limit)
    return { items: rows.map(show), total: page.includeTotals ? await countCredentials(ctx.db, ctx.tenant.id, filter, now) : 0 }
  },

  async create({ body }, ctx) {
    const { userId, clientId } = ctx.caller
    if (userId === undefined) throw NotForThatUser()
    if (body.client_id !== undefined && body.client_id !== clientId) throw NotForThatClient()
    const key = { id: `dcr_${ctx.random.alphanumeric(16)}`, user_id: userId, client_id: clientId, device_id: body.device_id, device_name: body.device_name, public_key: body.value }
    try {
      await insertKey(ctx.db, ctx.tenant.id, key, ctx.clock.now())
    } catch (error) {
      if (error instanceof UniqueViolation) throw DeviceTaken()
      if (error instanceof ForeignKeyViolation) throw error.constraint.includes('user') ? NotForThatUser() : NotForThatClient()
      throw error
    }
    return { id: key.id }
  },

  async delete({ params }, ctx) {
    const everybody = ctx.caller.scopes.has('delete:device_credentials')
    // A token with the narrow scope alone and no person behind it acts on nothing.
    const userId = everybody ? undefined : (ctx.caller.userId ?? '')
    if ((await deleteKey(ctx.db, ctx.tenant.id, params.id, userId)) > 0) return
    await endRefreshTokens(ctx.db, ctx.tenant.id, { ids: [params.id], ...(userId === undefined ? {} : { userId }) }, ctx.clock.now())
  },
})
