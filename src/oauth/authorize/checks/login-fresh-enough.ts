/** OpenID Connect Core section 3.1.2.1: `prompt=login`, `select_account`, `create` (Initiating User Registration) and `max_age` ask for a login although there is a session. */
import { InteractionNeeded } from '../errors.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { PersonKnown } from '../phases.ts'

export function loginFreshEnough({ presence, prompts, maxAge }: PersonKnown, ctx: TenantContext): void {
  // Somebody who comes from the login pages has just done what was asked.
  if (presence.by === 'login') return
  if (prompts.has('login') || prompts.has('select_account') || prompts.has('create')) throw new InteractionNeeded('login')
  const age = (ctx.clock.now().getTime() - presence.session.authenticated_at.getTime()) / 1000
  // Zero means a login in any case (section 3.1.2.1), also within the same second.
  if (maxAge !== undefined && (maxAge === 0 || age > maxAge)) throw new InteractionNeeded('login')
}
