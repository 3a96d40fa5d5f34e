import { endpoint, single, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { resetPassword, ticketHolder, type DatabaseConnection } from '#connections/database/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { page, spokenIn } from '../pages/index.ts'
import { fill } from '../texts/index.ts'
import { namesFor } from './names.ts'
import { newPassword, passwordProblem, rulesList, typedTwice } from './new-password.ts'
import { leadingOn } from './leading-on.ts'
import { sentText, ticketForm, ticketPage, ticketTrouble } from './ticket.ts'

type Holder = NonNullable<Awaited<ReturnType<typeof ticketHolder>>>
type Errors = { password?: string; repeat?: string }

export const resetPasswordPage = endpoint<TenantContext>({
  name: 'login.newPassword.page',
  http: 'GET /u/reset-password',
  about: 'The page behind a reset link: asks for a new password. Does not use the link up.',
  authority: 'tenant',
  async handle(request, ctx) {
    const ticket = single(request.query['ticket']) ?? ''
    return holding(ctx, ticket, (holder, connection) => show(ctx, ticket, holder, connection, {}))
  },
})

export const resetPasswordForm = endpoint<TenantContext>({
  name: 'login.newPassword.submit',
  http: 'POST /u/reset-password',
  about: 'Sets the new password, uses the link up and signs the person out everywhere.',
  authority: 'tenant',
  handle: (_request, ctx) =>
    ticketForm(ctx, (ticket) => holding(ctx, ticket, (holder, connection) => submit(ctx, ticket, holder, connection))),
})

/** The link's owner and the connection the password belongs to, or the page that says the link is void. */
async function holding(ctx: TenantContext, ticket: string, act: (holder: Holder, connection: DatabaseConnection) => HttpReply | Promise<HttpReply>): Promise<HttpReply> {
  const holder = await ticketHolder(ctx, ticket)
  const connection = holder && (await findConnection(ctx, holder.data.connection ?? holder.user.connection))
  return holder && connection ? act(holder, connection) : ticketTrouble(ctx)
}

async function submit(ctx: TenantContext, ticket: string, holder: Holder, connection: DatabaseConnection): Promise<HttpReply> {
  const { texts } = spokenIn(ctx)
  const password = sentText(ctx, 'password')
  const mistyped = typedTwice(texts, password, sentText(ctx, 'repeat'))
  if (mistyped) return show(ctx, ticket, holder, connection, mistyped)
  try {
    const outcome = await resetPassword(ctx, connection, ticket, password)
    return 'user' in outcome ? done(ctx, holder) : ticketTrouble(ctx)
  } catch (error) {
    return show(ctx, ticket, holder, connection, { password: passwordProblem(texts, error) })
  }
}

function show(ctx: TenantContext, ticket: string, holder: Holder, connection: DatabaseConnection, errors: Errors): HttpReply {
  const { texts } = spokenIn(ctx)
  const account = holder.user.email ?? holder.user.username ?? undefined
  return ticketPage(ctx, ticket, {
    status: Object.keys(errors).length > 0 ? 400 : 200,
    title: texts.reset.title,
    subtitle: fill(texts.reset.intro, { user: account }),
    list: rulesList(texts, connection),
    form: {
      action: '/u/reset-password',
      account,
      fields: [newPassword(texts, 'password', errors.password), newPassword(texts, 'repeat', errors.repeat)],
      buttons: [{ text: texts.reset.submit }],
    },
  })
}

async function done(ctx: TenantContext, holder: Holder): Promise<HttpReply> {
  const { texts } = spokenIn(ctx)
  const client = holder.data.client_id === undefined ? undefined : await findClient(ctx, holder.data.client_id)
  const href = leadingOn(holder.data.result_url, client)
  return page(ctx, {
    tone: 'good',
    title: texts.reset.doneTitle,
    sentences: [texts.reset.done],
    ...(href === undefined ? {} : { links: [{ text: fill(texts.reset.toApp, namesFor(ctx, client)), href }] }),
  })
}
