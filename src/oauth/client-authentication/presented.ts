/** What a request shows of its sender, read from header and body before anything is believed. */
import { OAuthError } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'

export type Sent = {
  get(name: string): string | undefined
  /** @throws OAuthError 400 when it is absent. */
  need(name: string): string
}

export type Presented =
  | { by: 'nothing'; clientId: string }
  | { by: 'secret'; clientId: string; secret: string }
  | { by: 'assertion'; clientId: string | undefined; assertion: string; type: string | undefined }

/** RFC 6749 section 2.3: no more than one way in a request. */
const twoWays = () => new OAuthError(400, 'invalid_request', 'Only one way of client authentication may be used in a request.')

export function presented(request: HttpRequest, parameters: Sent): Presented {
  const header = request.headers['authorization']
  const secret = parameters.get('client_secret')
  const assertion = parameters.get('client_assertion')
  const clientId = parameters.get('client_id')
  const basic = header !== undefined && /^basic /i.test(header)
  if ([basic, secret !== undefined, assertion !== undefined].filter(Boolean).length > 1) throw twoWays()
  if (assertion !== undefined) return { by: 'assertion', clientId, assertion, type: parameters.get('client_assertion_type') }
  if (!basic) {
    const named = parameters.need('client_id')
    return secret === undefined ? { by: 'nothing', clientId: named } : { by: 'secret', clientId: named, secret }
  }
  const decoded = decodeBasic(header.slice(6).trim())
  if (!decoded || (clientId !== undefined && clientId !== decoded.clientId)) {
    throw new OAuthError(401, 'access_denied', 'Unauthorized', { detail: 'unreadable or contradicting Basic credentials' })
  }
  return { by: 'secret', ...decoded }
}

/** Both halves are form-encoded before base64 (section 2.3.1). */
function decodeBasic(value: string): { clientId: string; secret: string } | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 1) return undefined
  try {
    const decode = (half: string) => decodeURIComponent(half.replaceAll('+', ' '))
    const clientId = decode(text.slice(0, colon))
    return clientId.includes('\0') ? undefined : { clientId, secret: decode(text.slice(colon + 1)) }
  } catch {
    return undefined
  }
}
