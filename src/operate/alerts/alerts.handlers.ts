import { hostname } from 'node:os'
import { implement, type Handlers } from '#kernel/operation.ts'
import type { OperateContext } from '../context/index.ts'
import { alertsContract } from './alerts.contract.ts'
import { alertRows, countAlerts } from './alerts.store.ts'
import { deliver, waysOut, type Alert } from './deliver.ts'

const handlers: Handlers<typeof alertsContract, OperateContext> = {
  async list({ query, page }, ctx) {
    const rows = await alertRows(ctx.db, query.open, page.offset, page.limit)
    const items = rows.map(({ check_id, hostname: host, opened_at, closed_at, id, node, severity, sentence, remedy }) => ({
      id, node, ...(host === null ? {} : { hostname: host }), check: check_id, severity, sentence, remedy,
      opened_at: opened_at.toISOString(), ...(closed_at === null ? {} : { closed_at: closed_at.toISOString() }),
    }))
    return { items, total: await countAlerts(ctx.db, query.open) }
  },

  async test(_input, ctx) {
    const alert: Alert = {
      id: `alr_${ctx.random.hex(12)}`, state: 'test', node: hostname(), check: 'test', title: 'Test', severity: 'normal',
      sentence: 'This is a test: alerts of this appliance arrive here.', remedy: 'Nothing is to be done.', opened_at: ctx.clock.now().toISOString(),
    }
    const ways = await Promise.all(waysOut(ctx.settings).map(async (way) => {
      const failure = await deliver(ctx, way, alert).then(() => undefined, (error: unknown) => (error as Error).message)
      return { way, arrived: failure === undefined, sentence: failure ?? 'It was taken.' }
    }))
    return { ways }
  },
}

export const alerts = implement<OperateContext, typeof alertsContract>(alertsContract, handlers)
