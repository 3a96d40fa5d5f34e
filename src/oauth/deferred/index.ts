/**
 * Requests that a person decides elsewhere: an application begins one, a person finds it by another way and says yes or no, the application asks
 * until it is told. The device flow and CIBA are two kinds of it; they say how the person gets there and what the pages say.
 * Owns `deferred_requests` (pending → approved or denied → finished). Does not know how people sign in (login) nor what tokens are made of.
 */
export { approved, isDeferral, resumeDeferral, type Deferral } from './approval.ts'
export { answering, callerFor, apiFor } from './begin.ts'
export { denied, findPending } from './decision.ts'
export { insertRequest, type DeferredRequest } from './deferred.store.ts'
export { pollDeferred, pollInterval, type Polled } from './polling.ts'
