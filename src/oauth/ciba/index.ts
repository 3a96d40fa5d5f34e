/**
 * Sign-in by another channel (OpenID Client-Initiated Backchannel Authentication, poll mode): an application names a person, the person gets a
 * link by e-mail, signs in there and decides, the application polls. Owns `backchannel_requests` (pending → approved or denied → finished)
 * and the pages under /approve. Does not push, ping or send short messages.
 */
import { approveEndpoints } from './approve.endpoints.ts'
import { bcAuthorizeEndpoint } from './bc-authorize.endpoint.ts'

export const cibaEndpoints = [bcAuthorizeEndpoint, ...approveEndpoints]

export { isApproval, resumeApproval } from './approval.ts'
export { cibaGrant, pollBackchannel, type PolledBackchannel } from './polling.ts'
