/**
 * Everything that can go wrong, as an answer in the shape of the surface that was asked. Three shapes: the Management API's
 * `{statusCode, error, message, errorCode}` under /api/, `{error, error_description}` (RFC 6749 section 5.2), and a page for browsers.
 */
import type { HttpReply } from '#kernel/exchange.ts'
import { OAuthError, Problem } from '#kernel/problem.ts'
import { STATUS_CODES } from '#platform/node-http/index.ts'
import { pagePolicy, plainPage } from './page.ts'
import { Refused } from './refused.ts'

/** What decides the shape. */
export type Asked = { path: string; accept: string | undefined; id: string }

type Fault = {
  status: number
  /** `error` of the protocol shape. */
  error: string
  /** `errorCode` of the Management API; many of its answers have none. */
  errorCode?: string
  title: string
  sentence: string
  headers?: Record<string, string>
  /** A page also for who does not say what it accepts. */
  page?: true
}

export const isApi = (path: string): boolean => path === '/api' || path.startsWith('/api/')
export const wantsPage = (asked: Asked): boolean => !isApi(asked.path) && /\btext\/html\b/i.test(asked.accept ?? '')

export function faultReply(asked: Asked, fault: Fault): HttpReply {
  const headers = { 'cache-control': 'no-store', ...fault.headers }
  if (wantsPage(asked) || (fault.page && !/\bjson\b/i.test(asked.accept ?? ''))) {
    const body = plainPage({ title: fault.title, sentence: fault.sentence, id: asked.id })
    const own = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy, 'x-frame-options': 'DENY' }
    return { status: fault.status, headers: { ...headers, ...own }, body }
  }
  const body = isApi(asked.path)
    ? apiBody(fault.status, fault.sentence, fault.errorCode)
    : { error: fault.error, error_description: fault.sentence }
  return { status: fault.status, headers, body }
}

function apiBody(status: number, message: string, errorCode: string | undefined): Record<string, unknown> {
  return { statusCode: status, error: STATUS_CODES[status] ?? 'Error', message, ...(errorCode === undefined ? {} : { errorCode }) }
}

/** `unexpected`: a bug or a broken machine; the caller logs it under the same id. */
export type Thrown = { reply: HttpReply; unexpected: boolean }

export function thrownReply(asked: Asked, error: unknown): Thrown {
  if (error instanceof Problem) {
    const body = { ...apiBody(error.status, error.message, error.code), ...error.options.extra }
    return { reply: { status: error.status, headers: { 'cache-control': 'no-store', ...error.options.headers }, body }, unexpected: false }
  }
  if (error instanceof OAuthError) {
    const body = { error: error.error, error_description: error.description, ...error.options.extra }
    const headers = { 'cache-control': 'no-store', pragma: 'no-cache', ...error.options.headers }
    return { reply: { status: error.status, headers, body }, unexpected: false }
  }
  if (error instanceof Refused) return { reply: faultReply(asked, refusedFault(error)), unexpected: false }
  // By name: the class belongs to the database's folder, and this one works without a database.
  if (error instanceof Error && error.name === 'DatabaseUnavailable') return { reply: faultReply(asked, unavailable), unexpected: true }
  return { reply: faultReply(asked, broken(asked.id)), unexpected: true }
}

const refusedFault = (refused: Refused): Fault => ({
  status: refused.status,
  error: 'invalid_request',
  errorCode: refused.status === 413 ? 'payload_too_large' : refused.status === 415 ? 'unsupported_media_type' : 'invalid_body',
  title: 'This request cannot be read',
  sentence: refused.message,
})

const unavailable: Fault = {
  status: 503,
  error: 'temporarily_unavailable',
  errorCode: 'service_unavailable',
  title: 'Back in a moment',
  sentence: 'The service cannot reach its database at the moment. Please try again shortly.',
  headers: { 'retry-after': '5' },
}

const broken = (id: string): Fault => ({
  status: 500,
  error: 'server_error',
  errorCode: 'internal_error',
  title: 'Something went wrong',
  sentence: `Something went wrong on our side. Please give the reference ${id} to whoever runs this service.`,
})

/** The connection ends with it: what else is on it may not be what it seems either (RFC 9112 section 11.2). */
export const malformed = (sentence: string, status = 400): Fault => ({
  status,
  error: 'invalid_request',
  errorCode: 'invalid_request',
  title: 'This request cannot be read',
  sentence,
  headers: { connection: 'close' },
})

export const unknownHost: Fault = {
  status: 404,
  error: 'not_found',
  title: 'Nothing lives at this address',
  sentence: 'No tenant of this service has this host name. Please check the address for a typing mistake.',
  page: true,
}

export const unknownPath: Fault = {
  status: 404,
  error: 'not_found',
  title: 'There is no such page',
  sentence: 'There is nothing at this address. The link may be old or incomplete.',
}

/** The documented sentence speaks of headers; a person sees none. */
export const tooMany = (asked: Asked): Fault => ({
  status: 429,
  error: 'too_many_requests',
  errorCode: 'too_many_requests',
  title: 'Too many requests',
  sentence: wantsPage(asked)
    ? 'There have been too many requests in a short time. Please wait a moment and try again.'
    : 'Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.',
})

export const wrongMethod = (allowed: string): Fault => ({
  status: 405,
  error: 'method_not_allowed',
  errorCode: 'method_not_allowed',
  title: 'This address is used differently',
  sentence: `This address answers only ${allowed}.`,
  headers: { allow: allowed },
})
