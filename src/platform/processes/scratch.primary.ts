/** For tests: a primary to be killed. Prints its worker's process id. */
import { join } from 'node:path'
import { quietLogger } from '#platform/log/index.ts'
import { startWorkers } from './index.ts'

const workers = await startWorkers({ count: 1, exec: join(import.meta.dirname, 'scratch.worker.ts'), log: quietLogger, env: () => ({ MOOD: 'busy' }) })
process.stdout.write(`${workers.pids()[0]}\n`)
