import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { command } from '#kernel/command.ts'
import { exitCodes } from '#kernel/problem.ts'
import { readyLine, readyText } from './announce.ts'
import { readOptions, startOptions } from './options.ts'
import { processLogger } from './process-log.ts'
import { stopSignal } from './stop-signal.ts'
import { startAppliance } from './supervise.ts'

export const start = command({
  name: 'start',
  about: 'Start the appliance and keep it running until it is told to stop.',
  options: startOptions,
  examples: ['bailiwick start', 'bailiwick start --data-dir /var/lib/bailiwick --base-domain identity.example.com --https-port 443 --http-port 80'],
  async run(input) {
    const options = readOptions(input)
    const log = processLogger({ role: 'supervisor' }, join(options.dataDir, 'log'))
    const stopped = stopSignal()
    const appliance = await startAppliance(options, log)
    process.stdout.write(options.json ? readyLine(appliance.content) : readyText(appliance.content, options.dataDir))
    flushCompileCache()
    const signal = await stopped
    log.info(`Stopping: ${signal} was received.`)
    await appliance.stop()
    log.info('Stopped.')
    return exitCodes.ok
  },
})
