/** OAuth 2.0 Multiple Response Types section 3: tokens never travel in a query. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'
import { frontChannel, readResponseType } from '../response-type.ts'

const known = ['query', 'fragment', 'form_post', 'web_message']

export function responseModeFits({ parameters }: ClientKnown): void {
  const mode = parameters.get('response_mode')
  if (mode === undefined) return
  if (!known.includes(mode)) throw new RedirectError('invalid_request', `Unsupported response mode: ${mode}`)
  const type = readResponseType(parameters.get('response_type') ?? '')
  if (mode === 'query' && type && frontChannel(type)) throw new RedirectError('invalid_request', 'Response mode query is not allowed when tokens are returned.')
}
