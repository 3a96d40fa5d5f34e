import { endpoint } from '#kernel/exchange.ts'
import { Problem } from '#kernel/problem.ts'
import { receiveReport } from '../appliances/index.ts'
import type { ConsoleContext } from '../context/index.ts'

/** Where appliances report; what they say is believed for the sake of its signature alone. */
export const reportEndpoint = endpoint<ConsoleContext>({
  name: 'console.report', http: 'POST /exchange', about: 'Takes in the report of an appliance, and answers with what was said to it.', authority: 'manage',
  async handle(request, ctx) {
    try {
      return { status: 200, headers: { 'cache-control': 'no-store' }, body: await receiveReport(ctx.console, request.body) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return { status: error.status, headers: { 'cache-control': 'no-store' }, body: { statusCode: error.status, errorCode: error.code, message: error.message } }
    }
  },
})
