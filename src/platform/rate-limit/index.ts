/**
 * Rate limits: token buckets as data, off unless `limits.enabled`. Owns the table `rate_limits`, the settings `limits.*` and the table of which
 * request draws from which bucket. States of a bucket: full → partly used → empty → full again. Does not know endpoints' code, bodies or logs.
 *
 * One limit holds for all workers of all nodes without asking Postgres at each request. A worker leases tokens, more the more it is asked for,
 * in one statement for all buckets, at most every 10 ms, and spends them in memory; a lease lives a second, what is left of it goes back. For a
 * bucket that it has reason to think half full it lets one request in on credit and tells within 50 ms; credit is paid back before anything else
 * is granted. A worker that knows a bucket to be empty refuses without asking until time has added a token.
 *
 * How exact: within any t seconds, all nodes together admit at most
 *
 *     size + rate × (t + 1) + the number of workers of the cluster
 *
 * (the second is the life of leases, the workers are the credit, which buckets below 20 do not give; a cluster has fewer workers than half the
 * bucket). Over time never more than the rate: credit is a debt. In the other direction, a request may be refused while other workers hold unspent
 * leases: at most a quarter of what was there each time, for a second. When Postgres cannot be asked, requests pass: nothing else works then either.
 *
 *     createRateLimiter({ settings, db, log }): { check(tenant, http, request): Limited | undefined | Promise<…>; close() }
 */
export { bucketNames, Buckets, limitsOf, type BucketName, type Limit } from './buckets.ts'
export { forgetFullBuckets } from './full-buckets.job.ts'
export { createRateLimiter, type Limited, type RateLimiter } from './limiter.ts'
export { createPurse, type Purse, type Verdict } from './purse.ts'
export { rateLimitBuckets, rateLimits, rateLimitSettings } from './rate-limit.settings.ts'
