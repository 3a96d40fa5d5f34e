import { endpoint, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { authenticateCandidate, resetAllowed, signUpAllowed, usernamesUsed, type Coming, type DatabaseConnection } from '#connections/database/index.ts'
import { approach } from '#connections/protection/index.ts'
import { currentTransactionFor } from '../transactions/index.ts'
import { databaseOf } from './database-of.ts'
import { withState } from './dispatch.ts'
import { identifierField } from './identifier-field.ts'
import { identified } from './identified.ts'
import { troublePage } from './trouble.ts'
import { sentIn, within, withinTransaction, type Within } from './within.ts'

type Shown = { status?: number; identifier?: string | undefined; alert?: string; errors?: { username?: string; password?: string } }

export const loginPage = endpoint<TenantContext>({
  name: 'login.page',
  http: 'GET /u/login',
  about: 'Asks for name and password.',
  authority: 'tenant',
  handle: (_request, ctx) =>
    within(ctx, 'identify', async (step) => {
      const connection = await databaseOf(ctx, step.transaction)
      return connection ? show(step, connection, { identifier: step.transaction.hints.loginHint }) : troublePage(ctx, 'noConnection', step.client)
    }),
})

export const loginForm = endpoint<TenantContext>({
  name: 'login.submit',
  http: 'POST /u/login',
  about: 'Verifies name and password and goes on.',
  authority: 'tenant',
  async handle(_request, ctx) {
    const coming = await approach(ctx, sentIn(ctx, 'username').trim())
    try {
      const found = await currentTransactionFor(ctx, coming)
      return await withinTransaction(ctx, 'identify', found?.transaction, (step) => submit(step, { coming, candidate: found?.candidate }))
    } finally {
      coming.end()
    }
  },
})

async function submit(step: Within, coming: Coming): Promise<HttpReply> {
  const { ctx, texts } = step
  const connection = await databaseOf(ctx, step.transaction)
  if (!connection) return troublePage(ctx, 'noConnection', step.client)
  const [identifier, password] = [step.sent('username').trim(), step.sent('password')]
  if (identifier === '' || password === '') {
    const errors = { ...(identifier === '' ? { username: texts.required } : {}), ...(password === '' ? { password: texts.required } : {}) }
    return show(step, connection, { identifier, errors })
  }
  const outcome = await authenticateCandidate(ctx, connection, { identifier, password, client: step.client }, coming)
  if ('user' in outcome) return identified(ctx, step.transaction, outcome.user.user_id, connection.name)
  // One text for unknown people and wrong passwords.
  const wrong = usernamesUsed(connection) && !identifier.includes('@') ? texts.login.wrongUsername : texts.login.wrongPassword
  if (outcome.failure === 'guessed' || outcome.failure === 'throttled') return show(step, connection, { identifier, status: 429, alert: texts.login[outcome.failure] })
  return show(step, connection, { identifier, alert: outcome.failure === 'blocked' ? step.say(texts.login.blocked) : wrong })
}

function show(step: Within, connection: DatabaseConnection, shown: Shown): HttpReply {
  const { texts, say, transaction } = step
  const failed = shown.alert !== undefined || shown.errors !== undefined
  return step.show({
    status: failed ? (shown.status ?? 400) : 200,
    title: texts.login.title,
    subtitle: say(texts.login.subtitle),
    alert: shown.alert,
    form: {
      action: withState('/u/login', transaction.state),
      fields: [
        { ...identifierField(texts, connection), value: shown.identifier, error: shown.errors?.username },
        { name: 'password', label: texts.fields.password, type: 'password', autocomplete: 'current-password', error: shown.errors?.password },
      ],
      buttons: [{ text: texts.login.submit, name: 'action', value: 'default' }],
    },
    ...(resetAllowed(connection) ? { aside: { text: texts.login.forgot, href: withState('/u/reset-password/request', transaction.state) } } : {}),
    ...(signUpAllowed(connection) ? { links: [{ before: texts.login.noAccount, text: texts.login.signup, href: withState('/u/signup', transaction.state) }] } : {}),
  })
}
