/** Which pages of other origins may read an answer (Fetch standard, section 3.3). Never a reason to refuse a request, only to hide the answer. */
import type { Cors } from '#kernel/exchange.ts'

const allowedHeaders = 'Auth0-Client, Authorization, Content-Type, DPoP, X-Request-Language'
const exposedHeaders =
  'DPoP-Nonce, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, WWW-Authenticate, X-Request-Id'

/** For the answer itself. `allowed` is asked only when the page is not one of our own. */
export async function corsHeaders(
  cors: Cors,
  origin: string | undefined,
  ownOrigin: string,
  allowed: (origin: string) => Promise<boolean>,
): Promise<Record<string, string>> {
  if (cors === undefined) return {}
  const exposed = { 'access-control-expose-headers': exposedHeaders }
  if (cors === 'public') return { 'access-control-allow-origin': '*', ...exposed }
  const vary = { vary: 'Origin' }
  if (origin === undefined || origin === 'null' || origin === ownOrigin || !(await allowed(origin))) return vary
  return { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', ...exposed, ...vary }
}

/** What a preflight gets besides; only when the page is allowed at all. */
export function preflightHeaders(headers: Record<string, string>, methods: string): Record<string, string> {
  if (headers['access-control-allow-origin'] === undefined) return headers
  const { 'access-control-expose-headers': _, ...rest } = headers
  return {
    ...rest,
    'access-control-allow-methods': methods,
    'access-control-allow-headers': allowedHeaders,
    'access-control-max-age': '600',
  }
}
