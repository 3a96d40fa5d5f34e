/** RFC 7636 section 4.2: `plain` (also where no method is named) is for clients that cannot do better, and RFC 9700 section 2.1.1 advises against it: an application is registered for it. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function plainChallengeAllowed({ parameters, client }: ClientKnown): void {
  const plain = parameters.get('code_challenge') !== undefined && parameters.get('code_challenge_method') !== 'S256'
  if (plain && client.allow_plain_code_challenge !== true) {
    throw new RedirectError('invalid_request', 'This application must use code_challenge_method=S256; its setting allow_plain_code_challenge is off.')
  }
}
