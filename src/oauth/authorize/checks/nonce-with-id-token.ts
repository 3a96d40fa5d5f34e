/** OpenID Connect Core sections 3.2.2.1 and 3.3.2.11: an ID token through the browser carries a nonce, and needs the openid scope (section 3.1.2.1). */
import { RedirectError } from '../errors.ts'
import type { RequestTrusted } from '../phases.ts'

export function nonceWithIdToken({ responseType, nonce, scopes }: RequestTrusted): void {
  if (!responseType.idToken) return
  if (nonce === undefined) throw new RedirectError('invalid_request', 'Missing required parameter: nonce')
  if (!scopes.includes('openid')) throw new RedirectError('invalid_scope', 'The openid scope is required for an ID token.')
}
