/** OpenID Connect Core sections 6.1 and 6.2: what could not be unpacked is said to be so, instead of ignoring what it would have said. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function requestUnpacked({ parameters }: ClientKnown): void {
  if (parameters.get('request_uri') !== undefined) throw new RedirectError('request_uri_not_supported', 'The request_uri parameter is not supported.')
  if (parameters.get('request') !== undefined) throw new RedirectError('request_not_supported', 'The request parameter is not supported.')
}
