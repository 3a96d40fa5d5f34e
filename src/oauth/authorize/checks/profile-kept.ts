/** FAPI 2.0 Security Profile sections 5.3.2.2 and 5.3.3, for applications that are held to it. */
import { profileFault } from '../../profile/index.ts'
import { RedirectError } from '../errors.ts'
import type { ClientKnown } from '../phases.ts'

export function profileKept({ parameters, client }: ClientKnown): void {
  const fault = profileFault(client, {
    responseType: parameters.get('response_type'),
    challengeMethod: parameters.get('code_challenge') === undefined ? undefined : parameters.get('code_challenge_method'),
    redirectUri: parameters.get('redirect_uri'),
    nonce: parameters.get('nonce'),
  })
  if (fault) throw new RedirectError(fault.error, fault.sentence)
}
