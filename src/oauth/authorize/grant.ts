/** Person known → granted: the scopes that this person's token may carry, and the person's word for it where it is needed. */
import type { ConsentRequest, Resumed } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { scopesForPerson } from '../policy/index.ts'
import { consentToAsk } from './consent.ts'
import { InteractionNeeded, RedirectError } from './errors.ts'
import type { Granted, Passed, PersonKnown } from './phases.ts'

/** The person has to be asked for this. */
export class ConsentNeeded extends InteractionNeeded {
  readonly person: PersonKnown
  readonly request: ConsentRequest

  constructor(person: PersonKnown, request: ConsentRequest) {
    super('consent')
    this.person = person
    this.request = request
  }
}

/** @param answered what the person said when asked, if that has happened. */
export async function grant(ctx: TenantContext, request: Passed<PersonKnown>, answered: Resumed['consent']): Promise<Granted> {
  if (answered?.answer === 'denied') throw new RedirectError('access_denied', 'User did not authorize the request')
  const { client, user, audience } = request
  const refusal = await ctx.refusesPerson?.(user.user_id)
  if (refusal !== undefined) throw new RedirectError('access_denied', refusal)
  const granted = await scopesForPerson(ctx, { client, userId: user.user_id, audience, asked: request.scopes })
  // Asked again when the scopes have grown while the page was open.
  const toAsk = await consentToAsk(ctx, request, granted.scopes, answered?.scopes)
  if (toAsk) throw new ConsentNeeded(request, toAsk)
  return { ...request, granted }
}
