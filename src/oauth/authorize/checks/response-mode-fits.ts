/** OAuth 2.0 Multiple Response Types section 3: tokens never travel in a query; nor inside a JWT there, unless it is encrypted (JARM section 2.3.1). */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'
import { isResponseMode } from '../response-mode.ts'
import { frontChannel, readResponseType } from '../response-type.ts'

export function responseModeFits({ parameters }: ClientKnown): void {
  const mode = parameters.get('response_mode')
  if (mode === undefined) return
  if (!isResponseMode(mode)) throw new RedirectError('invalid_request', `Unsupported response mode: ${mode}`)
  const type = readResponseType(parameters.get('response_type') ?? '')
  if ((mode === 'query' || mode === 'query.jwt') && type && frontChannel(type)) throw new RedirectError('invalid_request', `Response mode ${mode} is not allowed when tokens are returned.`)
}
