/**
 * Whether a person must be asked what an application may do. Third-party applications always ask. First-party ones ask for an API that does not
 * let them skip it, and for any API when they live at an address that any program on the person's machine could claim (localhost).
 * The answers are kept by `resources/grants`; this folder decides and keeps nothing.
 */
import type { ConsentRequest } from '#login/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { findConsent, giveConsent, type ConsentKey } from '#resources/grants/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Audience } from '../policy/index.ts'

export type Consenting = {
  client: Client
  user: User
  audience: Audience | undefined
  /** The application asked that the person be asked in any case. */
  insisted: boolean
  /** Asked for each time: what is meant by them differs from request to request. */
  details?: NonNullable<ConsentRequest['details']>
  /** Nobody but the application can receive the answer. */
  verifiable: boolean
}

/**
 * What this person has to be asked; undefined when nothing.
 * @param agreed the scopes of the page that they have just accepted, if there was one: what is missing beyond them is asked for once more.
 */
export async function consentToAsk(ctx: TenantContext, about: Consenting, scopes: readonly string[], agreed?: readonly string[]): Promise<ConsentRequest | undefined> {
  const detailed = (about.details ?? []).length > 0
  if (!about.insisted && !detailed && !isNeeded(about)) return undefined
  const before = about.insisted ? undefined : await findConsent(ctx, consentKey(ctx, about))
  const given = before || agreed ? [...(before ?? []), ...(agreed ?? [])] : undefined
  const missing = scopes.filter((scope) => scope !== 'openid' && !given?.includes(scope))
  if (given && missing.length === 0 && (agreed || !detailed)) return undefined
  return asked(ctx, about, missing)
}

export const recordConsent = (ctx: TenantContext, about: Consenting, scopes: readonly string[]): Promise<void> => giveConsent(ctx, consentKey(ctx, about), scopes)

function isNeeded({ client, audience, verifiable }: Consenting): boolean {
  if (client.is_first_party === false) return true
  return audience !== undefined && (!verifiable || audience.api.skip_consent_for_verifiable_first_party_clients !== true)
}

function consentKey(ctx: TenantContext, { client, user, audience }: Consenting): ConsentKey {
  return { userId: user.user_id, clientId: client.client_id, audience: audience?.api.identifier ?? `${ctx.addresses.canonicalOrigin(ctx.tenant.name)}/userinfo` }
}

function asked(ctx: TenantContext, about: Consenting, scopes: readonly string[]): ConsentRequest {
  const described = new Map((about.audience?.api.scopes ?? []).map((scope) => [scope.value, scope.description]))
  return { audience: consentKey(ctx, about).audience, scopes: scopes.map((name) => ({ name, description: described.get(name) })), ...(about.details && { details: about.details }) }
}
