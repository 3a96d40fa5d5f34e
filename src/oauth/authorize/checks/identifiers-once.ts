/** RFC 6749 section 3.1: no parameter more than once. These two decide where errors go, so theirs goes to a page. */
import { PageError } from '../errors.ts'
import type { Parsed } from '../phases.ts'

export function identifiersOnce({ parameters }: Parsed): void {
  const twice = parameters.repeated.find((name) => name === 'client_id' || name === 'redirect_uri')
  if (twice) throw new PageError(400, 'invalid_request', `Parameter must not be sent more than once: ${twice}`)
}
