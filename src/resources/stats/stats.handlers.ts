import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { statsContract } from './stats.contract.ts'
import { countActiveUsers, countByDay } from './stats.store.ts'

const day = 86_400_000
/** Codes of the log: sign-ins on a page and by password grant, silent ones not counted; sign-ups; stolen passwords recognised; sign-ins that failed or were turned away. */
const types = { logins: ['s', 'sepft'], signups: ['ss'], leaks: ['pwd_leak', 'signup_pwd_leak', 'reset_pwd_leak'], failures: ['f', 'fp', 'fu', 'limit_wc', 'limit_mu', 'limit_sul', 'pwd_leak'] }

/** Midnight of that day in UTC; a day that the calendar does not have is refused. */
function midnight(text: string, property: string): Date {
  const date = new Date(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00.000Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10).replaceAll('-', '') !== text) {
    throw new Problem(400, 'invalid_query_string', `Query validation error: 'There is no such day: ${text}' on property ${property}.`)
  }
  return date
}

export const stats = implement<ApiContext, typeof statsContract>(statsContract, {
  async daily({ query }, ctx) {
    const today = Math.floor(ctx.clock.now().getTime() / day) * day
    const last = query.to === undefined ? new Date(today) : midnight(query.to, 'to')
    const first = query.from === undefined ? new Date(last.getTime() - 29 * day) : midnight(query.from, 'from')
    if (first > last) throw new Problem(400, 'invalid_query_string', "Query validation error: 'The first day is after the last' on property from.")
    const rows = await countByDay(ctx.db, ctx.tenant.id, first, new Date(last.getTime() + day), types)
    return rows.map(({ day: date, first: created, last: updated, ...counts }) => ({
      date: date.toISOString(), ...counts, created_at: created.toISOString(), updated_at: updated.toISOString(),
    }))
  },

  activeUsers: (_, ctx) => countActiveUsers(ctx.db, ctx.tenant.id, new Date(ctx.clock.now().getTime() - 30 * day)),
})
