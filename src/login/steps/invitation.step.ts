/** Behind a link that invites somebody to run the appliance: they make their account, or show that the one they have is theirs. */
import { endpoint, single, type Endpoint, type HttpReply } from '#kernel/exchange.ts'
import { Problem } from '#kernel/problem.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { authenticate, checkPasswordPolicy, findAccount, PasswordRefused, storePasswordHash, type DatabaseConnection } from '#connections/database/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { record } from '#resources/logs/index.ts'
import { createUser } from '#resources/users/index.ts'
import { page, spokenIn } from '../pages/index.ts'
import { fill } from '../texts/index.ts'
import { newPassword, rulesList, typedTwice } from './new-password.ts'
import { sentText, ticketForm, ticketPage, ticketTrouble } from './ticket.ts'

/** Where the people who run the appliance live, in the root tenant authority. */
const administrators = 'Initial-Connection'

export type Invited = { email: string; name: string; party: string }
/** Whoever keeps the invitations. */
export type Invitations = {
  /** undefined: the link was used, replaced or has run out. */
  find(token: string): Promise<Invited | undefined>
  /** Uses the link up, in the transaction of `ctx`. @throws Problem when somebody else was faster. */
  accept(ctx: TenantContext, token: string, userId: string): Promise<void>
}

type Opened = { token: string; invited: Invited; connection: DatabaseConnection; known: boolean }
type Errors = { password?: string; repeat?: string }

export function invitationEndpoints(invitations: Invitations): Endpoint<TenantContext>[] {
  const opened = async (ctx: TenantContext, token: string, act: (open: Opened) => HttpReply | Promise<HttpReply>): Promise<HttpReply> => {
    const invited = await invitations.find(token)
    const connection = invited && (await findConnection(ctx, administrators))
    return invited && connection ? act({ token, invited, connection, known: (await findAccount(ctx, connection, invited.email)) !== undefined }) : ticketTrouble(ctx)
  }
  return [
    endpoint<TenantContext>({
      name: 'login.invitation.page', http: 'GET /invitation', about: 'Asks somebody who was invited to run the appliance for a password.', authority: 'manage',
      handle: (request, ctx) => opened(ctx, single(request.query['token']) ?? '', (open) => show(ctx, open, {})),
    }),
    endpoint<TenantContext>({
      name: 'login.invitation.submit', http: 'POST /invitation', about: 'Makes the account of somebody who was invited, or checks the one they have, and uses the link up.', authority: 'manage',
      handle: (_request, ctx) => ticketForm(ctx, (token) => opened(ctx, token, (open) => (open.known ? withAccount(ctx, open, invitations) : withoutAccount(ctx, open, invitations)))),
    }),
  ]
}

async function withAccount(ctx: TenantContext, open: Opened, invitations: Invitations): Promise<HttpReply> {
  const { texts } = spokenIn(ctx)
  const password = sentText(ctx, 'password')
  if (password === '') return show(ctx, open, { password: texts.required })
  const outcome = await authenticate(ctx, open.connection, { identifier: open.invited.email, password })
  if ('failure' in outcome) {
    const { failure } = outcome
    return show(ctx, open, { password: failure === 'guessed' || failure === 'throttled' ? texts.login[failure] : texts.login.wrongPassword })
  }
  return accepted(ctx, open, () => ctx.db.transaction((db) => invitations.accept({ ...ctx, db }, open.token, outcome.user.user_id)))
}

async function withoutAccount(ctx: TenantContext, open: Opened, invitations: Invitations): Promise<HttpReply> {
  const { texts } = spokenIn(ctx)
  const { connection, invited, token } = open
  const password = sentText(ctx, 'password')
  const errors: Errors = { ...typedTwice(texts, password, sentText(ctx, 'repeat')) }
  if (Object.keys(errors).length > 0) return show(ctx, open, errors)
  try {
    await checkPasswordPolicy(ctx, connection, password, { person: { email: invited.email } })
  } catch (error) {
    if (error instanceof PasswordRefused) return show(ctx, open, { password: texts.refusals[error.wireName] })
    throw error
  }
  const hash = await ctx.hasher.hash(password)
  return accepted(ctx, open, () => ctx.db.transaction(async (db) => {
    const within = { ...ctx, db }
    // The link came by mail to this address, or from hand to hand.
    const user = await createUser(within, connection.name, { email: invited.email, email_verified: true, name: invited.name })
    await storePasswordHash(within, connection, user.user_id, hash)
    await invitations.accept(within, token, user.user_id)
    await record(within, {
      type: 'ss', description: 'Somebody who was invited has made an account.', connection: connection.name, connection_id: connection.id,
      strategy: connection.strategy, strategy_type: 'database', user_id: user.user_id, user_name: invited.email,
    })
  }))
}

/** Of two who use the link at once, one comes in and the other reads that it was used. */
async function accepted(ctx: TenantContext, { invited }: Opened, act: () => Promise<void>): Promise<HttpReply> {
  const { texts } = spokenIn(ctx)
  try {
    await act()
  } catch (error) {
    if (error instanceof Problem) return ticketTrouble(ctx)
    throw error
  }
  await ctx.cache.settled(ctx.tenant.id)
  return page(ctx, { tone: 'good', title: texts.invitation.doneTitle, sentences: [fill(texts.setup.done, { email: invited.email })], links: [{ text: texts.setup.toManage, href: ctx.addresses.manageOriginFor(ctx.origin) }] })
}

function show(ctx: TenantContext, { token, invited, connection, known }: Opened, errors: Errors): HttpReply {
  const { texts } = spokenIn(ctx)
  return ticketPage(ctx, token, {
    status: Object.keys(errors).length > 0 ? 400 : 200,
    title: texts.invitation.title,
    sentences: [fill(texts.invitation.intro, invited), known ? texts.invitation.known : texts.invitation.fresh],
    list: known ? undefined : rulesList(texts, connection),
    form: {
      action: '/invitation',
      account: invited.email,
      fields: known
        ? [{ name: 'password', label: texts.fields.password, type: 'password', autocomplete: 'current-password', error: errors.password }]
        : [newPassword(texts, 'password', errors.password), newPassword(texts, 'repeat', errors.repeat)],
      buttons: [{ text: texts.invitation.submit }],
    },
  })
}
