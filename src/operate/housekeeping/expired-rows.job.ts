import { job } from '#kernel/job.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { deleteExpired, expiringTables } from './expired-rows.store.ts'

/** Rows a statement, so that no delete holds locks for long. */
const batch = 5_000

export const expiredRows = job<ProcessContext>({
  id: 'housekeeping.expired-rows',
  about: 'Removes expired sessions, login transactions, authorization codes, refresh tokens and tickets.',
  every: 300,
  where: 'one',
  async run({ db }) {
    const removed: string[] = []
    for (const table of expiringTables) {
      let total = 0
      for (;;) {
        const count = await deleteExpired(db, table, batch)
        total += count
        if (count < batch) break
      }
      if (total > 0) removed.push(`${total} ${table.name.replaceAll('_', ' ')}`)
    }
    return removed.length === 0 ? 'Nothing had expired.' : `Removed what had expired: ${removed.join(', ')}.`
  },
})
