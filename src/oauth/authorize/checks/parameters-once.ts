/** RFC 6749 section 3.1: request parameters must not be included more than once. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function parametersOnce({ parameters }: ClientKnown): void {
  const [twice] = parameters.repeated
  if (twice) throw new RedirectError('invalid_request', `Parameter must not be sent more than once: ${twice}`)
}
