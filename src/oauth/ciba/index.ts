/**
 * Sign-in by another channel (OpenID Client-Initiated Backchannel Authentication, poll mode): an application names a person, the person gets a
 * link by e-mail, signs in there and decides, the application polls. Owns the pages under /approve; what waits, and how it is decided, is
 * `deferred`. Does not push, ping or send short messages.
 */
import { approveEndpoints } from './approve.endpoints.ts'
import { bcAuthorizeEndpoint } from './bc-authorize.endpoint.ts'

export const cibaEndpoints = [bcAuthorizeEndpoint, ...approveEndpoints]

export { ciba, cibaGrant } from './ciba.ts'
