/** OpenID Connect Core sections 6.1 and 6.2: a server without request objects says so instead of ignoring what they would have said. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function noRequestObject({ parameters, client }: ClientKnown): void {
  if (parameters.get('request') !== undefined) throw new RedirectError('request_not_supported', 'The request parameter is not supported.')
  if (parameters.get('request_uri') !== undefined) throw new RedirectError('request_uri_not_supported', 'The request_uri parameter is not supported.')
  if (client.require_pushed_authorization_requests === true) {
    throw new RedirectError('invalid_request', 'Pushed Authorization Requests are required by the configured compliance level')
  }
}
