/**
 * Every check of an authorization request, in order, beside the endpoints that make it. To be read as a table.
 * A check of a later phase does not compile in an earlier one; a phase begins only with a request that passed the one before.
 */
import type { TenantContext } from '#platform/context/index.ts'
import { acrMet } from './checks/acr-met.ts'
import { audienceAdmitsPeople } from './checks/audience-admits-people.ts'
import { connectionAgrees } from './checks/connection-agrees.ts'
import { dpopJktShape } from './checks/dpop-jkt-shape.ts'
import { grantAllowed } from './checks/grant-allowed.ts'
import { identifiersOnce } from './checks/identifiers-once.ts'
import { loginFreshEnough } from './checks/login-fresh-enough.ts'
import { nonceWithIdToken } from './checks/nonce-with-id-token.ts'
import { parametersOnce } from './checks/parameters-once.ts'
import { personExpected } from './checks/person-expected.ts'
import { personNotBlocked } from './checks/person-not-blocked.ts'
import { plainChallengeAllowed } from './checks/plain-challenge-allowed.ts'
import { pkceForPublicClients } from './checks/pkce-for-public-clients.ts'
import { pkceShape } from './checks/pkce-shape.ts'
import { profileKept } from './checks/profile-kept.ts'
import { promptNoneAlone } from './checks/prompt-none-alone.ts'
import { pushedWhereRequired } from './checks/pushed-where-required.ts'
import { requestUnpacked } from './checks/request-unpacked.ts'
import { responseModeFits } from './checks/response-mode-fits.ts'
import { responseTypeKnown } from './checks/response-type-known.ts'
import { signedWhereRequired } from './checks/signed-where-required.ts'
import { tokensBoundElsewhere } from './checks/tokens-bound-elsewhere.ts'
import type { Check, ClientKnown, Parsed, Passed, PersonKnown, RequestTrusted } from './phases.ts'

/** GET and POST /authorize; the way back from the login pages; a request pushed beforehand. */
export type Entrance = 'authorize' | 'resume' | 'pushed'

export type Row<Phase> = readonly [check: Check<Phase>, authorize: boolean, resume: boolean, pushed: boolean]

const yes = true
const no = false

export const pipeline = {
  //                        authorize resume pushed
  parsed: [
    [identifiersOnce,       yes,      no,    yes],
  ] satisfies Row<Parsed>[],

  clientKnown: [
    [parametersOnce,        yes,      no,    yes],
    [requestUnpacked,       yes,      yes,   yes],
    [pushedWhereRequired,   yes,      yes,   no],
    [signedWhereRequired,   yes,      yes,   yes],
    [profileKept,           yes,      yes,   yes],
    [responseTypeKnown,     yes,      yes,   yes],
    [responseModeFits,      yes,      yes,   yes],
    [grantAllowed,          yes,      yes,   yes],
    [pkceShape,             yes,      yes,   yes],
    [plainChallengeAllowed, yes,      yes,   yes],
    [dpopJktShape,          yes,      yes,   yes],
  ] satisfies Row<ClientKnown>[],

  requestTrusted: [
    [pkceForPublicClients,  yes,      yes,   yes],
    [nonceWithIdToken,      yes,      yes,   yes],
    [promptNoneAlone,       yes,      yes,   yes],
    [audienceAdmitsPeople,  yes,      yes,   yes],
    [tokensBoundElsewhere,  yes,      yes,   yes],
  ] satisfies Row<RequestTrusted>[],

  personKnown: [
    [personNotBlocked,      yes,      yes,   no],
    [connectionAgrees,      yes,      yes,   no],
    [personExpected,        yes,      yes,   no],
    [loginFreshEnough,      yes,      yes,   no],
    [acrMet,                yes,      yes,   no],
  ] satisfies Row<PersonKnown>[],
}

const column: Record<Entrance, 1 | 2 | 3> = { authorize: 1, resume: 2, pushed: 3 }

/** Makes the checks of one phase for one entrance; the only way to a request that counts as passed. */
export async function pass<Phase>(rows: readonly Row<Phase>[], entrance: Entrance, request: Phase, ctx: TenantContext): Promise<Passed<Phase>> {
  for (const row of rows) if (row[column[entrance]]) await row[0](request, ctx)
  return request as Passed<Phase>
}
