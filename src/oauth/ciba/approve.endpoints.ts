/** /approve: the page behind the link. It says who asks for what; the person signs in as the one who was asked before their yes counts. */
import { endpoint, single, type HttpReply } from '#kernel/exchange.ts'
import { fill, formRefusal, formToken, knownBrowser, page, spokenIn } from '#login/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { shownDetails } from '../authorization-details/index.ts'
import { approved, denied, findPending, type DeferredRequest } from '../deferred/index.ts'
import { ciba } from './ciba.ts'
import { deniedPage, forgedPage, gonePage } from './pages.ts'

export const approveEndpoints = [
  endpoint<TenantContext>({
    name: 'oauth.approve',
    http: 'GET /approve',
    about: 'Shows what an application asks a person for. Decides nothing: mail scanners follow links.',
    authority: 'tenant',
    async handle(request, ctx) {
      const ticket = single(request.query['ticket']) ?? ''
      return holding(ctx, ticket, (asked, client) => show(ctx, ticket, asked, client))
    },
  }),
  endpoint<TenantContext>({
    name: 'oauth.approveForm',
    http: 'POST /approve',
    about: 'Takes the person\'s word, after a sign-in where none has been.',
    authority: 'tenant',
    async handle(request, ctx) {
      const body = request.body as Record<string, unknown> | undefined
      const ticket = single(body?.['ticket']) ?? ''
      if (formRefusal(ctx, ticket) !== undefined) return forgedPage(ctx)
      return holding(ctx, ticket, (asked, client) => (single(body?.['action']) === 'accept' ? approved(ctx, ciba, digest(ticket)) : deny(ctx, client, asked, ticket)))
    },
  }),
]

async function holding(ctx: TenantContext, ticket: string, act: (asked: DeferredRequest, client: Client) => HttpReply | Promise<HttpReply>): Promise<HttpReply> {
  const found = await findPending(ctx, { kind: ciba.kind, decisionHash: digest(ticket) })
  return found ? act(found.asked, found.client) : gonePage(ctx)
}

async function deny(ctx: TenantContext, client: Client, asked: DeferredRequest, ticket: string): Promise<HttpReply> {
  await denied(ctx, { kind: ciba.kind, decisionHash: digest(ticket) })
  await record(ctx, { type: 'ciba_exchange_failed', description: 'The person denied the request', client_id: client.client_id, client_name: client.name, user_id: asked.user_id ?? undefined })
  return deniedPage(ctx)
}

function show(ctx: TenantContext, ticket: string, asked: DeferredRequest, client: Client): HttpReply {
  const { device, approval, consent } = spokenIn(ctx).texts
  const { secret, cookies } = knownBrowser(ctx)
  const scopes: Record<string, string> = consent
  return page(ctx, {
    title: approval.title,
    subtitle: client.name,
    sentences: [fill(approval.intro, { app: client.name }), approval.warning],
    list: {
      items: [
        ...asked.scope.map((scope) => ({ text: Object.hasOwn(scopes, scope) ? scopes[scope]! : scope })),
        ...shownDetails(asked.data.details ?? []).map(({ type, lines }) => ({ text: type, below: lines })),
      ],
    },
    form: {
      action: '/approve',
      hidden: { ticket, csrf: formToken(secret, ticket) },
      buttons: [{ text: approval.approve, name: 'action', value: 'accept' }, { text: device.cancel, name: 'action', value: 'deny', kind: 'quiet' }],
    },
    facts: [{ label: approval.messageLabel, value: asked.binding_message ?? '' }],
  }, { cookies })
}
