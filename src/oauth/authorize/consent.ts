/** Consent (`../consent`) as an authorization request needs it. */
import type { ConsentRequest } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import * as consent from '../consent/index.ts'
import { shownDetails } from '../authorization-details/index.ts'
import { webOrigin, isUnverifiable } from './redirect-uri.ts'
import type { PersonKnown } from './phases.ts'

export const consentToAsk = (ctx: TenantContext, request: PersonKnown, scopes: readonly string[], agreed?: readonly string[]): Promise<ConsentRequest | undefined> =>
  consent.consentToAsk(ctx, consenting(ctx, request), scopes, agreed)

export const recordConsent = (ctx: TenantContext, request: PersonKnown, scopes: readonly string[]): Promise<void> =>
  consent.recordConsent(ctx, consenting(ctx, request), scopes)

const consenting = (ctx: TenantContext, { client, user, audience, prompts, returnTo, details }: PersonKnown): consent.Consenting => ({
  client,
  user,
  audience,
  insisted: prompts.has('consent'),
  details: shownDetails(details),
  // The appliance's own pages are at an address that nobody else can serve.
  verifiable: !isUnverifiable(returnTo.redirectUri) || [ctx.addresses.manageOrigin, ctx.addresses.manageOriginFor(ctx.origin)].includes(webOrigin(returnTo.redirectUri) ?? ''),
})
