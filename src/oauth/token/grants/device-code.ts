/** RFC 8628 section 3.4. */
import { OAuthError } from '#kernel/problem.ts'
import { pollInterval } from '../../deferred/index.ts'
import { device, deviceGrant } from '../../device/index.ts'
import { deferredGrant } from './deferred.ts'

export const deviceCode = deferredGrant({
  type: deviceGrant,
  events: { success: 'sede', failure: 'fede' },
  about: 'Device Code for Access Token',
  deferral: device,
  parameter: 'device_code',
  confidential: false,
  refusals: {
    unknown: new OAuthError(403, 'invalid_grant', 'Invalid or expired device code.'),
    pending: new OAuthError(403, 'authorization_pending', 'User has yet to authorize device code.'),
    'too fast': new OAuthError(429, 'slow_down', `You are polling faster than the specified interval of ${pollInterval} seconds.`),
    expired: new OAuthError(403, 'expired_token', 'The device code has expired.'),
    denied: new OAuthError(403, 'access_denied', 'User cancelled the confirmation prompt.'),
  },
})
