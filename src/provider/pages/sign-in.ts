/** In and out: the browser is sent to the console's root tenant authority (authorization code with PKCE, RFC 7636) and comes back with a code. */
import { createHash } from 'node:crypto'
import { endpoint, single } from '#kernel/exchange.ts'
import { digest, sameSecret } from '#platform/crypto/index.ts'
import { callerOfPerson } from '#responsibilities/parties/index.ts'
import type { ConsoleContext } from '../context/index.ts'
import { html } from './html.ts'
import { consolePage, seeOther } from './layout.ts'
import { cookieOf, form, sessionCookie, workingDaySeconds } from './session.ts'
import { endSession, insertSession } from './sessions.store.ts'

const underWay = 'console_sign_in'
const tenMinutes = 600

/** Only a path of this console is gone back to. */
const pathOf = (text: string | undefined): string => (text && /^\/(?![/\\])[\w\-./~:]*$/.test(text) ? text : '/')

const begin = endpoint<ConsoleContext>({
  name: 'page.signIn', http: 'GET /sign-in', about: 'Sends somebody to sign in.', authority: 'manage',
  async handle(request, ctx) {
    const { office, signIn } = ctx.console
    const [state, verifier] = [office.random.token(), office.random.token()]
    const kept = office.secrets.seal(JSON.stringify({ state, verifier, to: pathOf(single(request.query['to'])), until: office.clock.seconds() + tenMinutes })).toString('base64url')
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    return seeOther(signIn.authorizeUrl({ state, challenge }), [cookieOf(ctx, underWay, kept, tenMinutes)])
  },
})

type Kept = { state: string; verifier: string; to: string; until: number }

function opened({ console: { office } }: ConsoleContext, sealed: string | undefined): Kept | undefined {
  try {
    const kept = sealed ? (JSON.parse(office.secrets.open(Buffer.from(sealed, 'base64url'))) as Kept) : undefined
    return kept && kept.until > office.clock.seconds() ? kept : undefined
  } catch {
    return undefined
  }
}

const back = endpoint<ConsoleContext>({
  name: 'page.callback', http: 'GET /callback', about: 'Takes back somebody who has signed in.', authority: 'manage',
  async handle(request, ctx) {
    const { office, signIn } = ctx.console
    const refuse = (wrong: string) => consolePage(ctx, { status: 403, title: 'Not signed in', wrong, body: html`<p><a href="/sign-in">Sign in again</a></p>`, cookies: [cookieOf(ctx, underWay, '', 0)] })
    const kept = opened(ctx, request.cookies[underWay])
    const [code, state, said] = [single(request.query['code']), single(request.query['state']), single(request.query['error_description'])]
    if (!kept || !state || !sameSecret(state, kept.state)) return refuse('The way back did not fit to a sign-in from this browser, or it took too long.')
    const userId = code === undefined ? undefined : await signIn.userOf({ code, verifier: kept.verifier })
    if (userId === undefined) return refuse(said ?? 'The sign-in was not finished.')
    if (!(await callerOfPerson(office, userId))) return refuse('You do not belong to the people of this console; ask for an invitation.')
    const token = office.random.token()
    const now = office.clock.now()
    await insertSession(office.db, digest(token), userId, now, new Date(now.getTime() + workingDaySeconds * 1000))
    return seeOther(kept.to, [cookieOf(ctx, sessionCookie, token, workingDaySeconds), cookieOf(ctx, underWay, '', 0)])
  },
})

const out = form('signOut', 'POST /sign-out', 'Ends the session.', async (request, ctx) => {
  await endSession(ctx.console.office.db, digest(request.cookies[sessionCookie] ?? ''))
  return seeOther(ctx.console.signIn.logoutUrl(), [cookieOf(ctx, sessionCookie, '', 0)])
})

export const signInPages = [begin, back, out]
