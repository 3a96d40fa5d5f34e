/**
 * Keeps the database small: what has expired goes, in batches, once per cluster. Owns no table and no rule of expiry;
 * it only removes what its owners already refuse.
 */
export { expiredRows } from './expired-rows.job.ts'
