/** For tests: a worker without sockets that does what it is asked. */
import { StartFailure } from '#kernel/problem.ts'
import { quietLogger } from '#platform/log/index.ts'
import { runWorker } from './index.ts'

const mood = process.env['MOOD']
await runWorker({
  log: quietLogger,
  start: async (channel) => {
    if (mood === 'refuses') throw new StartFailure(78, 'The weather is wrong.')
    if (mood === 'dies') process.exit(3)
    if (mood === 'silent') await new Promise((resolve) => setTimeout(resolve, 60_000))
    if (mood === 'asks') return channel.ask({ question: process.pid })
    return { pid: process.pid }
  },
  stop: async () => {
    if (mood === 'stubborn') await new Promise(() => {})
    if (mood === 'busy') await new Promise((resolve) => setTimeout(resolve, 700))
  },
  onTold: (body) => {
    if (body === 'exit') process.exit(1)
    if (body === 'hang') for (const end = Date.now() + 3000; Date.now() < end; );
  },
  onAsked: (body) => {
    if (body === 'throw') throw new Error('No.')
    return { pid: process.pid, heard: body }
  },
})
