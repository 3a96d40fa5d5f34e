/** /activate: a person types the code of a device, sees what would be connected, and says yes or no (RFC 8628 section 3.3). */
import { endpoint, single, type HttpReply } from '#kernel/exchange.ts'
import { formRefusal } from '#login/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { findSession } from '#resources/sessions/index.ts'
import { findUser } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { sessionSecret } from '../browser/index.ts'
import { approved, denied, findPending } from '../deferred/index.ts'
import { device } from './device.ts'
import { mayTry, wasRight } from './misses.ts'
import { confirmPage, confirmSubject, deniedPage, entryPage, entrySubject, forgedPage, gonePage, textsOf } from './pages.ts'
import { normalised, userCodeHash } from './user-code.ts'

const typed = (ctx: TenantContext): string => (single((ctx.request.body as Record<string, unknown> | undefined)?.['user_code']) ?? '').trim().slice(0, 60)

export const activateEndpoints = [
  endpoint<TenantContext>({
    name: 'oauth.activate',
    http: 'GET /activate',
    about: 'Asks for the code that a device shows.',
    authority: 'tenant',
    handle: async (request, ctx) => entryPage(ctx, { typed: (single(request.query['user_code']) ?? '').slice(0, 60) }),
  }),
  endpoint<TenantContext>({
    name: 'oauth.activateCode',
    http: 'POST /activate',
    about: 'Takes the code and shows what it would connect.',
    authority: 'tenant',
    handle: async (_request, ctx) => (formRefusal(ctx, entrySubject) === undefined ? enter(ctx, typed(ctx)) : forgedPage(ctx)),
  }),
  endpoint<TenantContext>({
    name: 'oauth.activateConfirm',
    http: 'POST /activate/confirm',
    about: 'Connects the device, after a sign-in where none has been, or refuses it.',
    authority: 'tenant',
    handle: async (_request, ctx) => (formRefusal(ctx, confirmSubject(typed(ctx))) === undefined ? confirm(ctx, typed(ctx)) : forgedPage(ctx)),
  }),
]

async function enter(ctx: TenantContext, code: string): Promise<HttpReply> {
  const texts = textsOf(ctx)
  if (normalised(code) === '') return entryPage(ctx, { typed: code, error: texts.missing })
  if (!(await mayTry(ctx))) return entryPage(ctx, { typed: code, error: texts.tooMany, status: 429 })
  const client = await clientOf(ctx, code)
  if (!client) {
    await record(ctx, { type: 'fdeac', description: 'Unknown or expired user code' })
    return entryPage(ctx, { typed: code, error: texts.wrong })
  }
  await wasRight(ctx)
  const secret = sessionSecret(ctx.request)
  const session = secret === undefined ? undefined : await findSession(ctx, secret)
  const user = session && (await findUser(ctx, session.user_id))
  return confirmPage(ctx, { code, app: client.name, account: user && (user.email ?? user.username ?? user.name ?? undefined) })
}

async function confirm(ctx: TenantContext, code: string): Promise<HttpReply> {
  const client = await clientOf(ctx, code)
  if (!client) return gonePage(ctx)
  if (single((ctx.request.body as Record<string, unknown>)['action']) === 'accept') return approved(ctx, device, userCodeHash(code))
  await denied(ctx, wayOf(code))
  await record(ctx, { type: 'fdecc', description: 'The person cancelled the connection of a device', client_id: client.client_id, client_name: client.name })
  return deniedPage(ctx)
}

const wayOf = (code: string) => ({ kind: device.kind, decisionHash: userCodeHash(code) })
const clientOf = async (ctx: TenantContext, code: string): Promise<Client | undefined> => (await findPending(ctx, wayOf(code)))?.client
