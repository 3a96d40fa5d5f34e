/**
 * The browser's half of a session. `SameSite=None` so that silent authentication in a frame finds it, with a twin for browsers that mistake None;
 * over plain HTTP (loopback only) another name and Lax, because there browsers refuse both None and to overwrite a Secure cookie.
 */
import type { Cookie, HttpRequest } from '#kernel/exchange.ts'

const overTls = ['auth0', 'auth0_compat'] as const
const overHttp = 'auth0_http'

export function sessionSecret(request: HttpRequest): string | undefined {
  const value = request.secure ? (request.cookies[overTls[0]] ?? request.cookies[overTls[1]]) : request.cookies[overHttp]
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined
}

/** @param maxAge seconds; undefined: until the browser closes; 0 deletes. */
export function sessionCookies(request: HttpRequest, secret: string, maxAge: number | undefined): Cookie[] {
  const cookie = { value: secret, httpOnly: true, path: '/', ...(maxAge !== undefined && { maxAge }) }
  return request.secure
    ? [
        { ...cookie, name: overTls[0], secure: true, sameSite: 'None' },
        { ...cookie, name: overTls[1], secure: true, sameSite: 'Lax' },
      ]
    : [{ ...cookie, name: overHttp, secure: false, sameSite: 'Lax' }]
}

export const noSessionCookies = (request: HttpRequest): Cookie[] => sessionCookies(request, '', 0)
