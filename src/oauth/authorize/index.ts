/**
 * /authorize. A request is parsed → its client known → the request trusted → the person known → granted; `phases.ts` has the types,
 * `pipeline.ts` the checks, `authorize.ts` the way through. Nothing is stored here: a request that waits for a person waits in a login transaction
 * and is considered anew when the person comes back. Does not know how people prove who they are, nor how a code is redeemed.
 */
export { authorizeEndpoints, resumeAuthorization } from './authorize.endpoints.ts'
export { considerPushed } from './consider.ts'
export { knownParameters } from './parameters.ts'
export { isUnverifiable, webOrigin } from './redirect-uri.ts'
export { authStepTime } from './step-time.ts'
