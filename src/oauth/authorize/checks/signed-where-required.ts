/** RFC 9101 section 10.5: an application that signs its requests can have unsigned ones refused, or the signature would protect nothing. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function signedWhereRequired({ parameters, client }: ClientKnown): void {
  if (client.signed_request_object?.required === true && !parameters.via.has('signed')) {
    throw new RedirectError('invalid_request', 'A signed request object is required for this client.')
  }
}
