/** RFC 9700 section 2.1.1: a public client must use PKCE; without it nothing would bind its code to it. */
import { isPublic } from '../../token/index.ts'
import { RedirectError } from '../errors.ts'
import type { RequestTrusted } from '../phases.ts'

export function pkceForPublicClients({ client, responseType, challenge }: RequestTrusted): void {
  if (responseType.code && isPublic(client) && !challenge) {
    throw new RedirectError('invalid_request', 'Missing required parameter: code_challenge')
  }
}
