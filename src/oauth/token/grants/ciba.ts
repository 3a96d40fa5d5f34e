/** OpenID CIBA section 10.1. */
import { OAuthError } from '#kernel/problem.ts'
import { ciba as deferral, cibaGrant } from '../../ciba/index.ts'
import { deferredGrant } from './deferred.ts'

const over = new OAuthError(403, 'access_denied', 'The end-user denied the authorization request or it has been expired')

export const ciba = deferredGrant({
  type: cibaGrant,
  events: { success: 'ciba_exchange_succeeded', failure: 'ciba_exchange_failed' },
  about: 'Backchannel Authentication for Access Token',
  deferral,
  parameter: 'auth_req_id',
  confidential: true,
  refusals: {
    unknown: new OAuthError(403, 'invalid_grant', 'Invalid or expired auth_req_id'),
    pending: new OAuthError(400, 'authorization_pending', 'The end-user authorization is pending'),
    'too fast': new OAuthError(429, 'slow_down', 'You are polling faster than allowed. Try again in 10 seconds.', { headers: { 'retry-after': '10' } }),
    expired: over,
    denied: over,
  },
})
