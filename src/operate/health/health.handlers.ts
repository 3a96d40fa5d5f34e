import { implement, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { digest } from '#platform/crypto/index.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { changeSettings } from '../settings/index.ts'
import { healthContract } from './health.contract.ts'
import { healthKeyDigest } from './health.settings.ts'
import { countSamples, samples } from './health.store.ts'
import { healthUser } from './doors.ts'
import { keptDays, minuteOf } from './history.ts'

const handlers: Handlers<typeof healthContract, OperateContext> = {
  report: (_input, { node }) => node.health(),

  async history({ query, page }, ctx) {
    const now = ctx.clock.now()
    const from = query.from === undefined ? minuteOf(now) - 60 : minuteOf(new Date(query.from))
    const to = query.to === undefined ? minuteOf(now) + 1 : minuteOf(new Date(query.to))
    if (to <= from) throw new Problem(400, 'invalid_query_string', 'The span is empty: "to" must be later than "from".')
    const span = { node: query.node, from: Math.max(from, minuteOf(now) - keptDays * 1_440), to, unwellOnly: query.unwell_only ?? false }
    const rows = await samples(ctx.db, span, page.offset, page.limit)
    const items = rows.map(({ minute, node, hostname, address, unwell, ...measured }) => ({
      at: new Date(minute * 60_000).toISOString(), node, hostname, address, well: unwell === null,
      ...Object.fromEntries(Object.entries(measured).filter(([, value]) => value !== null)),
      unwell: unwell ?? {},
    }))
    return { items, total: await countSamples(ctx.db, span) }
  },

  async generateKey(_input, ctx) {
    const key = ctx.random.token()
    await changeSettings(ctx, whoCalls(ctx), { [healthKeyDigest.id]: digest(key).toString('hex') })
    return { user: healthUser, key }
  },
}

export const health = implement<OperateContext, typeof healthContract>(healthContract, handlers)
