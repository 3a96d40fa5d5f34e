/**
 * The browser's side of a login: one random cookie, which every transaction of that browser is bound to, and form tokens derived from it.
 * Tabs share the cookie and have a transaction each.
 */
import type { Cookie, HttpRequest } from '#kernel/exchange.ts'
import { single } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { digest, sameSecret } from '#platform/crypto/index.ts'

/** `__Host-` makes the browser insist on Secure, no Domain and Path=/ (RFC 6265bis section 4.1.3.2). Over plain HTTP it would be refused. */
const cookieName = (request: HttpRequest) => (request.secure ? '__Host-bailiwick_login' : 'bailiwick_login_http')

export function browserSecret(request: HttpRequest): string | undefined {
  const value = request.cookies[cookieName(request)]
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined
}

/** The browser's secret, and the cookie to set when it had none. */
export function knownBrowser(ctx: Pick<TenantContext, 'request' | 'random'>): { secret: string; cookies: Cookie[] } {
  const known = browserSecret(ctx.request)
  if (known !== undefined) return { secret: known, cookies: [] }
  const secret = ctx.random.token()
  // Lax: the pages are reached by redirects from applications on other sites.
  const cookie: Cookie = { name: cookieName(ctx.request), value: secret, httpOnly: true, secure: ctx.request.secure, sameSite: 'Lax', path: '/' }
  return { secret, cookies: [cookie] }
}

/** A form's token: only a page shown to this browser for this `subject` (a state or a ticket) carries it. */
export const formToken = (secret: string, subject: string): string => digest(`form ${secret} ${subject}`).toString('base64url')

/**
 * Why a form is not taken: it came from another site, or without the token of the page that this browser was shown.
 * Browsers that send neither Origin nor Sec-Fetch-Site are judged by the token alone.
 */
export function formRefusal(ctx: Pick<TenantContext, 'request' | 'origins'>, subject: string): 'cookie' | 'origin' | 'token' | undefined {
  const { origin, 'sec-fetch-site': site } = ctx.request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'origin'
  if (origin !== undefined && origin !== ctx.request.origin) return 'origin'
  const secret = browserSecret(ctx.request)
  if (secret === undefined) return 'cookie'
  const sent = single((ctx.request.body as Record<string, unknown> | undefined)?.['csrf'])
  return sent !== undefined && sameSecret(sent, formToken(secret, subject)) ? undefined : 'token'
}
