import { job } from '#kernel/job.ts'
import type { Database } from '#platform/postgres/index.ts'
import { deleteFull } from './rate-limit.store.ts'

const batch = 5_000

export const forgetFullBuckets = job<{ db: Database }>({
  id: 'limits.forget',
  about: 'Forgets rate limit buckets that are full again: a bucket that is not there is full.',
  every: 60,
  where: 'one',
  async run({ db }) {
    let total = 0
    for (let count = batch; count === batch; total += count) count = await deleteFull(db, batch)
    return total === 0 ? 'No rate limit bucket was full again.' : `Forgot ${total} rate limit buckets that were full again.`
  },
})
