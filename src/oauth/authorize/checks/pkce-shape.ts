/** RFC 7636 section 4.3: the challenge has a known method and the length of one. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function pkceShape({ parameters }: ClientKnown): void {
  const challenge = parameters.get('code_challenge')
  const method = parameters.get('code_challenge_method')
  if (challenge === undefined) {
    if (method !== undefined) throw new RedirectError('invalid_request', 'Missing required parameter: code_challenge')
    return
  }
  if (method !== undefined && method !== 'S256' && method !== 'plain') throw new RedirectError('invalid_request', `Unsupported code_challenge_method: ${method.slice(0, 50)}`)
  const shape = method === 'S256' ? /^[A-Za-z0-9_-]{43}$/ : /^[A-Za-z0-9._~-]{43,128}$/
  if (!shape.test(challenge)) throw new RedirectError('invalid_request', 'Parameter code_challenge is malformed.')
}
