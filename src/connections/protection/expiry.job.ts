import { job } from '#kernel/job.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { deleteOldAttempts, deleteFullThrottles } from './expiry.store.ts'

/** Rows a statement, so that no delete holds locks for long. */
const batch = 5_000

export const forgetAttempts = job<ProcessContext>({
  id: 'protection.forget',
  about: 'Forgets failed attempts, blocks and throttles whose time is over.',
  every: 300,
  where: 'one',
  async run({ db, clock }) {
    let total = 0
    for (const forget of [deleteOldAttempts, deleteFullThrottles]) {
      for (let count = batch; count === batch; total += count) count = await forget(db, clock.now(), batch)
    }
    return total === 0 ? 'No attempt was old enough to be forgotten.' : `Forgot ${total} counters of attempts.`
  },
})
