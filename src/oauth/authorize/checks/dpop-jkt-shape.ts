/** RFC 9449 section 10: the thumbprint of a key that the code will be bound to. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function dpopJktShape({ parameters }: ClientKnown): void {
  const jkt = parameters.get('dpop_jkt')
  if (jkt !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(jkt)) throw new RedirectError('invalid_request', 'Parameter dpop_jkt is malformed.')
}
