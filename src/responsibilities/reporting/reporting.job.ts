import { job } from '#kernel/job.ts'
import { Problem } from '#kernel/problem.ts'
import type { Office } from '../context/index.ts'
import { exchange, type ExchangeTools } from './exchange.ts'

export const reportingJob = (tools: ExchangeTools) =>
  job<Office>({
    id: 'reporting.exchange',
    about: 'Reports to the provider\'s console, when one is paired and it is time, and takes in what was said there.',
    every: 1,
    where: 'one',
    async run(office) {
      try {
        const done = await exchange(office, tools)
        return done && done.sent + done.instructions > 0 ? done.sentence : 'Nothing had to be reported.'
      } catch (error) {
        // A console that is down is no fault of this appliance; the sentence stands in `reporting show` too.
        if (error instanceof Problem) return error.message
        throw error
      }
    },
  })
