import { check } from '#kernel/check.ts'
import { readingTime } from '../health.store.ts'
import type { Surroundings } from '../surroundings.ts'

export const dbCheck = check<Surroundings>({
  id: 'db', title: 'Database', about: 'The database answers a query.', severity: 'normal',
  remedy: 'The embedded database is started again by itself; its log stands in the data directory. An external one: ask who runs it.',
  async look({ db }) {
    const began = performance.now()
    await readingTime(db)
    const ms = Math.round(performance.now() - began)
    return { well: true, sentence: `The database answered in ${ms} ms.`, measured: { ms } }
  },
})
