import { endpoint, type HttpReply } from '#kernel/exchange.ts'
import { Problem } from '#kernel/problem.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { PasswordRefused, signUp, signUpAllowed, usernameLengths, usernamesUsed, type DatabaseConnection } from '#connections/database/index.ts'
import { databaseOf } from './database-of.ts'
import { withState } from './dispatch.ts'
import { identified } from './identified.ts'
import { rulesList } from './new-password.ts'
import { errorPage, troublePage } from './trouble.ts'
import { within, type Within } from './within.ts'

type Errors = { email?: string; username?: string; password?: string }
type Shown = { email?: string | undefined; username?: string | undefined; alert?: string; errors?: Errors }

export const signupPage = endpoint<TenantContext>({
  name: 'login.signup.page',
  http: 'GET /u/signup',
  about: 'Asks for what a new account needs.',
  authority: 'tenant',
  handle: (_request, ctx) => within(ctx, 'identify', (step) => open(step, async (connection) => show(step, connection, { email: prefill(step) }))),
})

export const signupForm = endpoint<TenantContext>({
  name: 'login.signup.submit',
  http: 'POST /u/signup',
  about: 'Creates the account and signs its owner in.',
  authority: 'tenant',
  handle: (_request, ctx) => within(ctx, 'identify', (step) => open(step, (connection) => submit(step, connection))),
})

async function open(step: Within, act: (connection: DatabaseConnection) => Promise<HttpReply>): Promise<HttpReply> {
  const { ctx, texts } = step
  const connection = await databaseOf(ctx, step.transaction)
  if (!connection) return troublePage(ctx, 'noConnection', step.client)
  return signUpAllowed(connection) ? act(connection) : errorPage(ctx, { status: 403, title: texts.signup.title, sentence: step.say(texts.signup.disabled) })
}

const prefill = (step: Within) => (step.transaction.hints.loginHint?.includes('@') ? step.transaction.hints.loginHint : undefined)

async function submit(step: Within, connection: DatabaseConnection): Promise<HttpReply> {
  const { ctx, texts, sent } = step
  const typed = { email: sent('email').trim(), username: sent('username').trim() }
  const password = sent('password')
  const empty: Errors = {
    ...(typed.email === '' ? { email: texts.required } : {}),
    ...(usernamesUsed(connection) && typed.username === '' ? { username: texts.required } : {}),
    ...(password === '' ? { password: texts.required } : {}),
  }
  if (Object.keys(empty).length > 0) return show(step, connection, { ...typed, errors: empty })
  try {
    const user = await signUp(ctx, connection, { ...typed, password }, step.client)
    return await identified(ctx, step.transaction, user.user_id, connection.name)
  } catch (error) {
    return show(step, connection, { ...typed, ...explained(step, connection, error) })
  }
}

function explained({ texts, say }: Within, connection: DatabaseConnection, error: unknown): Pick<Shown, 'alert' | 'errors'> {
  if (error instanceof PasswordRefused) return { errors: { password: texts.refusals[error.wireName] } }
  if (!(error instanceof Problem)) throw error
  if (error.code === 'invalid_email') return { errors: { email: texts.signup.badEmail } }
  if (error.code === 'invalid_username') return { errors: { username: say(texts.signup.badUsername, usernameLengths(connection)) } }
  if (error.code === 'username_exists') return { errors: { username: texts.signup.usernameTaken } }
  return { alert: error.status === 429 ? texts.signup.throttled : texts.signup.refused }
}

function show(step: Within, connection: DatabaseConnection, shown: Shown): HttpReply {
  const { texts, transaction, say } = step
  const { errors = {} } = shown
  return step.show({
    status: shown.alert !== undefined || shown.errors !== undefined ? 400 : 200,
    title: texts.signup.title,
    subtitle: say(texts.signup.subtitle),
    alert: shown.alert,
    list: rulesList(texts, connection),
    form: {
      action: withState('/u/signup', transaction.state),
      fields: [
        { name: 'email', label: texts.fields.email, type: 'text', inputmode: 'email', autocomplete: 'email', value: shown.email, error: errors.email },
        ...(usernamesUsed(connection)
          ? [{ name: 'username', label: texts.fields.username, type: 'text' as const, autocomplete: 'username', value: shown.username, error: errors.username }]
          : []),
        { name: 'password', label: texts.fields.password, type: 'password', autocomplete: 'new-password', error: errors.password },
      ],
      buttons: [{ text: texts.signup.submit, name: 'action', value: 'default' }],
    },
    links: [{ before: texts.signup.haveAccount, text: texts.signup.login, href: withState('/u/login', transaction.state) }],
  })
}
