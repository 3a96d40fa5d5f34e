/**
 * Authorization requests that applications have pushed (RFC 9126): stored, then taken once, or expired. Owns the table `pushed_requests`.
 * Does not know what the parameters mean; whoever stores them has checked them.
 */
export { isPushedReference, keepRequest, pushedRequestsOn, takeRequest, type PushedParameters } from './pushed.ts'
