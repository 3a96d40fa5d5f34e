import { endpoint, single, type HttpReply } from '#kernel/exchange.ts'
import { Problem } from '#kernel/problem.ts'
import type { TenantContext } from '#platform/context/index.ts'
import {
  checkPasswordPolicy, isEmail, issueTicket, PasswordRefused, peekTicket, storePasswordHash, useTicket, type DatabaseConnection,
} from '#connections/database/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { record } from '#resources/logs/index.ts'
import { assignEveryRole } from '#resources/roles/index.ts'
import { createUser } from '#resources/users/index.ts'
import { page, spokenIn } from '../pages/index.ts'
import { fill } from '../texts/index.ts'
import { newPassword, rulesList, typedTwice } from './new-password.ts'
import { sentText, ticketForm, ticketPage, ticketTrouble } from './ticket.ts'

/** Where the people who run the appliance live, in the root tenant authority. */
const administrators = 'Initial-Connection'

type Errors = { email?: string; password?: string; repeat?: string }

/** @returns the link under which the first administrator is created. Earlier links are void from now on; this one lives a day. */
export async function createSetupTicket(ctx: TenantContext): Promise<string> {
  return `${ctx.origin}/setup?ticket=${await issueTicket(ctx, 'setup', { data: {} })}`
}

export const setupPage = endpoint<TenantContext>({
  name: 'login.setup.page',
  http: 'GET /setup',
  about: 'Asks for the first administrator. Only behind the link that the first start prints.',
  authority: 'tenant',
  async handle(request, ctx) {
    const ticket = single(request.query['ticket']) ?? ''
    return opened(ctx, ticket, (connection) => show(ctx, ticket, connection, '', {}))
  },
})

export const setupForm = endpoint<TenantContext>({
  name: 'login.setup.submit',
  http: 'POST /setup',
  about: 'Creates the first administrator and uses the link up.',
  authority: 'tenant',
  handle: (_request, ctx) => ticketForm(ctx, (ticket) => opened(ctx, ticket, (connection) => submit(ctx, ticket, connection))),
})

async function opened(ctx: TenantContext, value: string, act: (connection: DatabaseConnection) => HttpReply | Promise<HttpReply>): Promise<HttpReply> {
  const ticket = ctx.tenant.isRoot ? await peekTicket(ctx, 'setup', value) : undefined
  const { texts } = spokenIn(ctx)
  if (ticket?.used) return page(ctx, { status: 400, title: texts.setup.existsTitle, sentences: [texts.setup.exists], links: [toManage(ctx)] })
  const connection = ticket && (await findConnection(ctx, administrators))
  return connection ? act(connection) : ticketTrouble(ctx)
}

async function submit(ctx: TenantContext, ticket: string, connection: DatabaseConnection): Promise<HttpReply> {
  const { texts } = spokenIn(ctx)
  const email = sentText(ctx, 'email').trim().toLowerCase()
  const password = sentText(ctx, 'password')
  const errors: Errors = {
    ...(email === '' ? { email: texts.required } : isEmail(email) ? {} : { email: texts.signup.badEmail }),
    ...typedTwice(texts, password, sentText(ctx, 'repeat')),
  }
  if (Object.keys(errors).length > 0) return show(ctx, ticket, connection, email, errors)
  try {
    await checkPasswordPolicy(ctx, connection, password, { person: { email } })
    return (await create(ctx, ticket, connection, email, await ctx.hasher.hash(password))) ? done(ctx, email) : ticketTrouble(ctx)
  } catch (error) {
    if (error instanceof PasswordRefused) return show(ctx, ticket, connection, email, { password: texts.refusals[error.wireName] })
    if (error instanceof Problem && error.code === 'user_exists') return show(ctx, ticket, connection, email, { email: texts.signup.refused })
    throw error
  }
}

/** The link is used in the transaction that creates the administrator: of parallel callers one creates, and a failure uses nothing up. */
function create(ctx: TenantContext, ticket: string, connection: DatabaseConnection, email: string, hash: string): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    if (!(await useTicket(within, 'setup', ticket))) return false
    // Whoever holds the set-up link owns the appliance; there may be no mail server yet to confirm an address with.
    const user = await createUser(within, connection.name, { email, email_verified: true })
    await storePasswordHash(within, connection, user.user_id, hash)
    await assignEveryRole(tx, ctx.tenant.id, user.user_id)
    await record(within, {
      type: 'ss', description: 'The first administrator was created.', connection: connection.name, connection_id: connection.id,
      strategy: connection.strategy, strategy_type: 'database', user_id: user.user_id, user_name: email,
    })
    return true
  })
}

function show(ctx: TenantContext, ticket: string, connection: DatabaseConnection, email: string, errors: Errors): HttpReply {
  const { texts } = spokenIn(ctx)
  return ticketPage(ctx, ticket, {
    status: Object.keys(errors).length > 0 ? 400 : 200,
    title: texts.setup.title,
    sentences: [texts.setup.intro],
    list: rulesList(texts, connection),
    form: {
      action: '/setup',
      fields: [
        { name: 'email', label: texts.fields.email, type: 'text', inputmode: 'email', autocomplete: 'username', value: email, error: errors.email },
        newPassword(texts, 'password', errors.password),
        newPassword(texts, 'repeat', errors.repeat),
      ],
      buttons: [{ text: texts.setup.submit }],
    },
  })
}

function done(ctx: TenantContext, email: string): HttpReply {
  const { texts } = spokenIn(ctx)
  return page(ctx, { tone: 'good', title: texts.setup.doneTitle, sentences: [fill(texts.setup.done, { email })], links: [toManage(ctx)] })
}

const toManage = (ctx: TenantContext) => ({ text: spokenIn(ctx).texts.setup.toManage, href: ctx.addresses.manageOriginFor(ctx.origin) })
