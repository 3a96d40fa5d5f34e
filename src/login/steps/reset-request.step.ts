import { endpoint, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { resetAllowed, startPasswordReset, usernamesUsed, type DatabaseConnection } from '#connections/database/index.ts'
import { databaseOf } from './database-of.ts'
import { redirect, withState } from './dispatch.ts'
import { identifierField } from './identifier-field.ts'
import { errorPage, troublePage } from './trouble.ts'
import { within, type Within } from './within.ts'

const path = '/u/reset-password/request'
const sentPath = '/u/reset-password/sent'

export const resetRequestPage = endpoint<TenantContext>({
  name: 'login.reset.page',
  http: `GET ${path}`,
  about: 'Asks whose password is forgotten.',
  authority: 'tenant',
  handle: (_request, ctx) => within(ctx, 'identify', (step) => open(step, async (connection) => show(step, connection, { identifier: step.transaction.hints.loginHint }))),
})

export const resetRequestForm = endpoint<TenantContext>({
  name: 'login.reset.submit',
  http: `POST ${path}`,
  about: 'Sends a reset link, if there is such a user; the answer does not tell.',
  authority: 'tenant',
  handle: (_request, ctx) =>
    within(ctx, 'identify', (step) =>
      open(step, async (connection) => {
        const identifier = step.sent('username').trim()
        if (identifier === '') return show(step, connection, { error: step.texts.required })
        await startPasswordReset(ctx, connection, identifier, step.client)
        return redirect(withState(sentPath, step.transaction.state))
      }),
    ),
})

export const resetSentPage = endpoint<TenantContext>({
  name: 'login.reset.sent',
  http: `GET ${sentPath}`,
  about: 'Says that a message is on its way, if there is such a user.',
  authority: 'tenant',
  handle: (_request, ctx) =>
    within(ctx, 'identify', async ({ texts, transaction, show: draw }) =>
      draw({
        tone: 'good',
        title: texts.resetRequest.sentTitle,
        sentences: [texts.resetRequest.sent, texts.resetRequest.sentSpam],
        links: [
          { text: texts.resetRequest.again, href: withState(path, transaction.state) },
          { text: texts.resetRequest.back, href: withState('/u/login', transaction.state) },
        ],
      }),
    ),
})

async function open(step: Within, act: (connection: DatabaseConnection) => Promise<HttpReply>): Promise<HttpReply> {
  const { ctx, texts } = step
  const connection = await databaseOf(ctx, step.transaction)
  if (!connection) return troublePage(ctx, 'noConnection', step.client)
  return resetAllowed(connection) ? act(connection) : errorPage(ctx, { status: 403, title: texts.resetRequest.title, sentence: step.say(texts.resetRequest.unavailable) })
}

function show(step: Within, connection: DatabaseConnection, shown: { identifier?: string | undefined; error?: string }): HttpReply {
  const { texts, transaction } = step
  return step.show({
    status: shown.error === undefined ? 200 : 400,
    title: texts.resetRequest.title,
    sentences: [usernamesUsed(connection) ? texts.resetRequest.introUsername : texts.resetRequest.intro],
    form: {
      action: withState(path, transaction.state),
      fields: [{ ...identifierField(texts, connection), value: shown.identifier, error: shown.error }],
      buttons: [{ text: texts.resetRequest.submit, name: 'action', value: 'default' }],
    },
    links: [{ text: texts.resetRequest.back, href: withState('/u/login', transaction.state) }],
  })
}
