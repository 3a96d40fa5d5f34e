/** The body of a token request, form or JSON, read the same way (RFC 6749 section 3.2). */
import { OAuthError } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'

export type Parameters = {
  /** undefined when absent or empty: section 3.2 treats a parameter without a value as omitted. */
  get(name: string): string | undefined
  /** The same, refusing its absence in the documented words. */
  need(name: string): string
}

const forbidden = (name: string, sentence: string) => new OAuthError(400, 'invalid_request', sentence, { detail: `parameter ${name}` })

/** Throws when the body is neither form nor JSON object, or when a parameter is sent twice or is not text. */
export function readParameters(request: HttpRequest): Parameters {
  const { body } = request
  if (body === undefined || body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new OAuthError(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded or a JSON object.')
  }
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null || value === '') continue
    // Postgres cannot store it, and no parameter of ours can contain it.
    if (typeof value === 'string' && value.includes('\0')) throw forbidden(name, `Parameter contains a NUL character: ${name}`)
    if (typeof value === 'string') values.set(name, value)
    else if (name === 'scope' && request.contentType === 'application/json') {
      const list = scopeList(value)
      if (list !== '') values.set(name, list)
    }
    else if (Array.isArray(value)) throw forbidden(name, `Parameter must not be sent more than once: ${name}`)
    else if (typeof value === 'number' || typeof value === 'boolean') values.set(name, String(value))
    // Objects belong to grants of their own kind; whoever needs one reads the body.
  }
  return {
    get: (name) => values.get(name),
    need(name) {
      const value = values.get(name)
      if (value === undefined) throw forbidden(name, `Missing required parameter: ${name}`)
      return value
    },
  }
}

function scopeList(value: unknown): string {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(' ')
  throw new OAuthError(400, 'invalid_scope', 'Scope must be an array or a string')
}
