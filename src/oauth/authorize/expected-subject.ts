/** Whom the application expects: the person of an ID token it had before (OpenID Connect Core section 3.1.2.1), or a `sub` among its claims (section 5.5.1). */
import { TokenRefused, verifyOwnToken } from '#resources/keys/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { RedirectError } from './errors.ts'
import type { ClientKnown } from './phases.ts'
import type { RequestedClaims } from './requested-claims.ts'

export async function expectedSubject(ctx: TenantContext, { parameters, client }: ClientKnown, claims: RequestedClaims): Promise<string | undefined> {
  const hint = parameters.get('id_token_hint')
  if (hint === undefined) return claims.subject
  const hinted = await personOf(ctx, hint, client.client_id)
  if (claims.subject !== undefined && claims.subject !== hinted) throw new RedirectError('invalid_request', 'id_token_hint and the claims parameter name different people.')
  return hinted
}

/** An expired one still says who was meant. */
async function personOf(ctx: TenantContext, hint: string, clientId: string): Promise<string> {
  try {
    const { aud, sub } = await verifyOwnToken(ctx, hint, { allowExpired: true })
    // Another application's token would let this one ask who is signed in there.
    if (aud === clientId && typeof sub === 'string') return sub
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
  }
  throw new RedirectError('invalid_request', 'The id_token_hint is not an ID token that this server made for this application.')
}
