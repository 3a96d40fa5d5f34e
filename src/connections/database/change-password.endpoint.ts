import { endpoint, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { asked } from './asked.ts'
import { startPasswordReset } from './password-reset.ts'
import { badRequest, sentBy, textOf } from './wire.ts'

/** The same words for everybody: they must not tell who has an account. */
const sentText = "We've just sent you an email to reset your password."

export const changePasswordEndpoint = endpoint<TenantContext>({
  name: 'database.changePassword',
  http: 'POST /dbconnections/change_password',
  about: 'Sends a link with which a user can choose a new password.',
  authority: 'tenant',
  cors: 'clients',
  async handle(request, ctx): Promise<HttpReply> {
    const sent = sentBy(request)
    const found = await asked(ctx, sent, false)
    if ('error' in found) return badRequest(found.error)
    const identifier = textOf(sent, 'email') ?? textOf(sent, 'username') ?? ''
    if (identifier.trim() === '') return badRequest('email is required')
    await startPasswordReset(ctx, found.connection, identifier, found.client)
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body: sentText }
  },
})
