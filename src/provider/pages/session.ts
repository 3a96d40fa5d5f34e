/** Who is signed in at the console, and forms that only they could have sent. */
import { createHmac } from 'node:crypto'
import { endpoint, single, type Cookie, type Endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { Problem } from '#kernel/problem.ts'
import { digest, sameSecret } from '#platform/crypto/index.ts'
import { callerOfPerson } from '#responsibilities/parties/index.ts'
import type { ConsoleContext, SignedIn } from '../context/index.ts'
import { html } from './html.ts'
import { consolePage, seeOther } from './layout.ts'
import { sessionUser } from './sessions.store.ts'

export const sessionCookie = 'console_session'
export const workingDaySeconds = 12 * 3600

export const cookieOf = (ctx: ConsoleContext, name: string, value: string, seconds: number, sameSite: Cookie['sameSite'] = 'Lax'): Cookie =>
  ({ name, value, maxAge: seconds, httpOnly: true, sameSite, secure: ctx.request.secure, path: '/' })

const csrfOf = (token: string): string => createHmac('sha256', token).update('bailiwick console form').digest('base64url')

export async function signedIn(request: HttpRequest, { console: { office } }: ConsoleContext): Promise<SignedIn | undefined> {
  const token = request.cookies[sessionCookie]
  if (!token) return undefined
  const userId = await sessionUser(office.db, digest(token), office.clock.now())
  const caller = userId === undefined ? undefined : await callerOfPerson(office, userId)
  return caller?.person ? { operator: { ...caller, person: caller.person }, person: caller.person, csrf: csrfOf(token) } : undefined
}

type Draw = (request: HttpRequest, ctx: ConsoleContext, who: SignedIn) => Promise<HttpReply>

/** A page for people who are signed in; the others are sent to sign in, and come back. */
export const page = (name: string, http: `GET /${string}`, about: string, draw: Draw): Endpoint<ConsoleContext> =>
  endpoint<ConsoleContext>({
    name: `page.${name}`, http, about, authority: 'manage',
    async handle(request, ctx) {
      const who = await signedIn(request, ctx)
      if (!who) return seeOther(`/sign-in?to=${encodeURIComponent(request.path)}`)
      return draw(request, ctx, who).catch((error: unknown) => trouble(ctx, who, error))
    },
  })

export type Sent = (field: string) => string

/** A form: ends with a redirect, so that a page loaded again sends nothing twice. What is refused is said on a page of its own. */
export const form = (name: string, http: `POST /${string}`, about: string, act: (request: HttpRequest, ctx: ConsoleContext, who: SignedIn, sent: Sent) => Promise<HttpReply>): Endpoint<ConsoleContext> =>
  endpoint<ConsoleContext>({
    name: `page.${name}`, http, about, authority: 'manage',
    async handle(request, ctx) {
      const who = await signedIn(request, ctx)
      if (!who) return seeOther('/sign-in?to=/')
      const sent: Sent = (field) => single((request.body as Record<string, unknown> | undefined)?.[field])?.trim() ?? ''
      const origin = request.headers['origin']
      if (!sameSecret(sent('csrf'), who.csrf) || (origin !== undefined && origin !== request.origin)) return trouble(ctx, who, new Problem(403, 'forged', 'This form did not come from a page of the console; go back, load the page again, and send it once more.'))
      return act(request, ctx, who, sent).catch((error: unknown) => trouble(ctx, who, error))
    },
  })

function trouble(ctx: ConsoleContext, who: SignedIn, error: unknown): HttpReply {
  if (!(error instanceof Problem)) throw error
  return consolePage(ctx, { status: error.status, title: error.status === 404 ? 'Not here' : 'That did not work', who, wrong: error.message, body: html`<p><a href="/">To the appliances</a></p>` })
}
