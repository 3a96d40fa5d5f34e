/**
 * Whether a person must be asked what an application may do. Third-party applications always ask. First-party ones ask for an API that does not
 * let them skip it, and for any API when they live at an address that any program on the person's machine could claim (localhost).
 */
import type { ConsentRequest } from '#login/index.ts'
import { findConsent, giveConsent, type ConsentKey } from '#resources/grants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { webOrigin, isUnverifiable } from './redirect-uri.ts'
import type { PersonKnown } from './phases.ts'

/** What this person has to be asked; undefined when nothing. */
export async function consentToAsk(ctx: TenantContext, request: PersonKnown, scopes: readonly string[]): Promise<ConsentRequest | undefined> {
  const insisted = request.prompts.has('consent')
  if (!insisted && !isNeeded(ctx, request)) return undefined
  const given = insisted ? undefined : await findConsent(ctx, consentKey(ctx, request))
  const missing = scopes.filter((scope) => scope !== 'openid' && !given?.includes(scope))
  if (given && missing.length === 0) return undefined
  return asked(ctx, request, missing)
}

export const recordConsent = (ctx: TenantContext, request: PersonKnown, scopes: readonly string[]): Promise<void> => giveConsent(ctx, consentKey(ctx, request), scopes)

/** The person has been asked; whether anything had to be kept in mind for next time. */
export const isNeeded = (ctx: TenantContext, { client, audience, returnTo }: PersonKnown): boolean => {
  if (client.is_first_party === false) return true
  if (!audience) return false
  // The appliance's own pages are at an address that nobody else can serve.
  const verifiable = !isUnverifiable(returnTo.redirectUri) || webOrigin(returnTo.redirectUri) === ctx.addresses.manageOrigin
  return !verifiable || audience.api.skip_consent_for_verifiable_first_party_clients !== true
}

function consentKey(ctx: TenantContext, { client, user, audience }: PersonKnown): ConsentKey {
  return { userId: user.user_id, clientId: client.client_id, audience: audience?.api.identifier ?? `${ctx.addresses.canonicalOrigin(ctx.tenant.name)}/userinfo` }
}

function asked(ctx: TenantContext, request: PersonKnown, scopes: readonly string[]): ConsentRequest {
  const described = new Map((request.audience?.api.scopes ?? []).map((scope) => [scope.value, scope.description]))
  return { audience: consentKey(ctx, request).audience, scopes: scopes.map((name) => ({ name, description: described.get(name) })) }
}
