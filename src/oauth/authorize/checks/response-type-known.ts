/** RFC 6749 section 3.1.1: the response type is required, and an unknown one is an error of its own. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'
import { readResponseType } from '../response-type.ts'

export function responseTypeKnown({ parameters }: ClientKnown): void {
  const text = parameters.get('response_type')
  if (text === undefined) throw new RedirectError('invalid_request', 'Missing required parameter: response_type')
  if (!readResponseType(text)) throw new RedirectError('unsupported_response_type', `Unsupported response type: ${text}`)
}
