/** How `/dbconnections/*` speak: JSON in, and errors as `{name, code, description, statusCode, …}` or `{error, …}` that old and new widgets both read. */
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'
import { Problem } from '#kernel/problem.ts'
import { PasswordRefused } from '#connections/passwords/index.ts'

export type Sent = Record<string, unknown>

/** The members sent, JSON or form; anything else counts as none. */
export const sentBy = (request: HttpRequest): Sent =>
  typeof request.body === 'object' && request.body !== null && !Array.isArray(request.body) ? (request.body as Sent) : {}

export const textOf = (sent: Sent, name: string): string | undefined => (typeof sent[name] === 'string' ? sent[name] : undefined)

/** A problem as these endpoints show it; what is no Problem is thrown on. */
export function refusal(error: unknown): HttpReply {
  if (error instanceof PasswordRefused) {
    const { wireName: name, sentence: message, strength, policy } = error
    const details = strength ? { description: strength, policy } : { description: message }
    return { status: 400, headers, body: { name, message, code: 'invalid_password', ...details, statusCode: 400 } }
  }
  if (error instanceof Problem) {
    return { status: error.status, headers, body: { name: 'BadRequestError', code: error.code, description: error.message, statusCode: error.status } }
  }
  throw error
}

/** A parameter that is missing or of the wrong kind. */
export const badRequest = (error: string): HttpReply => ({ status: 400, headers, body: { error } })

export const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
