import { implement, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { OperateContext } from '../context/index.ts'
import { charts, findChart, type Chart } from './charts.ts'
import { ChartNotFound, instrumentationContract } from './instrumentation.contract.ts'
import { keptMinutes, series, stepFor } from './series.ts'

const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

const keptOf = ({ fine }: Chart) => (fine === 'week' ? [{ step: 5, days: 7 }] : [{ step: 5, days: 1 }, { step: 60, days: 7 }])

const handlers: Handlers<typeof instrumentationContract, OperateContext> = {
  list: async () => charts.map(({ id, title, unit, metric, indexes = [], ...chart }) => ({ id, title, unit, metric: metric.name, indexes: [...indexes], kept: keptOf({ id, title, unit, metric, ...chart }) })),

  async get({ params, query }, ctx) {
    const found = findChart(params.id)
    if (!found) throw ChartNotFound()
    const now = ctx.clock.now().getTime() / 1000
    const until = query.to === undefined ? now : Date.parse(query.to) / 1000
    const from = query.from !== undefined ? Date.parse(query.from) / 1000 : until - spanOf(query.range ?? '15m')
    if (query.range !== undefined && query.from !== undefined) throw new Problem(400, 'invalid_query_string', 'Give either "range" or "from".')
    if (until <= from) throw new Problem(400, 'invalid_query_string', 'The span is empty: "to" must be later than "from".')
    const span = { from: Math.max(from, now - keptMinutes['fine-week'] * 60), until: Math.min(until, now + 5) }
    const step = stepFor(found, span, query.step, now)
    const { id, title, unit } = found.chart
    return {
      id, title, unit, step, from: new Date(span.from * 1000).toISOString(), to: new Date(span.until * 1000).toISOString(),
      lines: await series(ctx.db, found, span, step, query.node, now),
    }
  },
}

const spanOf = (range: string): number => Number(range.slice(0, -1)) * seconds[range.at(-1) as keyof typeof seconds]

export const instrumentation = implement<OperateContext, typeof instrumentationContract>(instrumentationContract, handlers)
