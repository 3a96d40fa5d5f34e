/** RFC 6749 section 4.1.2.1, unauthorized_client: the application must be registered for the flow that the response type begins. */
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'
import { frontChannel, readResponseType } from '../response-type.ts'

export function grantAllowed({ parameters, client }: ClientKnown): void {
  const type = readResponseType(parameters.get('response_type') ?? '')
  const allowed = new Set(client.grant_types ?? [])
  const needed = [...(type?.code ? ['authorization_code'] : []), ...(type && frontChannel(type) ? ['implicit'] : [])]
  const missing = needed.find((grant) => !allowed.has(grant))
  if (missing) throw new RedirectError('unauthorized_client', `Grant type '${missing}' not allowed for the client.`)
}
