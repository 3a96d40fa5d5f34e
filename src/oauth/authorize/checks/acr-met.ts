/** OpenID Connect Core section 5.5.1.1: an essential `acr` that the login did not reach fails it, in the words of Unmet Authentication Requirements 1.0. */
import { RedirectError } from '../errors.ts'
import type { PersonKnown } from '../phases.ts'

const multiFactor = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor'

export function acrMet({ claims, presence, prompts }: PersonKnown): void {
  if (!claims.acr) return
  const amr = presence.by === 'session' ? presence.session.amr : presence.result.amr
  if (claims.acr.includes(multiFactor) && amr.includes('mfa')) return
  // The words by which libraries know that stepping up is what is missing.
  if (prompts.has('none') && claims.acr.includes(multiFactor)) throw new RedirectError('login_required', 'Multifactor authentication required')
  throw new RedirectError('unmet_authentication_requirements', 'The login does not reach any of the acr values that the application requires.')
}
