import { pageOf } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { governed, wire } from '../context/index.ts'
import { exchange, type ExchangeTools } from './exchange.ts'
import { changeConsents, endReporting, pairConsole, viewReporting } from './pairing.ts'
import { reportingContract } from './reporting.contract.ts'
import { currentConsole, instructionPage } from './reporting.store.ts'

export const reporting = (tools: ExchangeTools) =>
  governed(reportingContract, {
    get: async (_input, ctx) => wire(await viewReporting(ctx)),
    pair: async ({ body }, ctx) => wire(await pairConsole(ctx, ctx.operator, body.card, body.consents)),
    consent: async ({ body }, ctx) => wire(await changeConsents(ctx, ctx.operator, body.consents)),
    end: (_input, ctx) => endReporting(ctx, ctx.operator),
    async now(_input, ctx) {
      if (!(await currentConsole(ctx.db))) throw new Problem(409, 'not_reporting', 'This appliance reports to no console; pair it with the card of one first.')
      return (await exchange(ctx, tools, true)) ?? { sent: 0, instructions: 0, sentence: 'A report is under way already.' }
    },
    instructions: async ({ page }, ctx) => wire(pageOf(await instructionPage(ctx.db, page.offset, page.limit))),
  })
