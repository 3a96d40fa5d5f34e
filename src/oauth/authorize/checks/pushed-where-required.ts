/** RFC 9126 section 5: an application may take requests only by way of the pushing endpoint. */
import { profileOf } from '../../profile/index.ts'
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function pushedWhereRequired({ parameters, client }: ClientKnown): void {
  const required = client.require_pushed_authorization_requests === true || profileOf(client) !== undefined
  if (required && !parameters.via.has('pushed')) {
    throw new RedirectError('invalid_request', 'Pushed Authorization Requests are required by the configured compliance level')
  }
}
