import { resolve } from 'node:path'
import { command } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { build } from './build.ts'
import { startConsole, type ConsoleBootstrap } from './console.ts'
import { checkedDomain } from './options.ts'
import { processLogger } from './process-log.ts'
import { stopSignal } from './stop-signal.ts'

export const providerStart = command({
  name: 'provider start',
  about: 'Start the provider\'s console, to which appliances report when their subscribers consent, and keep it running until it is told to stop.',
  options: [
    { name: 'data-dir', value: 'DIR', about: 'Folder of everything that must survive: database, keys, certificates. Not that of an appliance.', environment: 'BAILIWICK_CONSOLE_DATA_DIR', default: './console-data' },
    { name: 'name', value: 'NAME', about: 'The provider, as subscribers know it.', environment: 'BAILIWICK_CONSOLE_NAME', default: 'Provider' },
    { name: 'base-domain', value: 'B', about: 'Parent domain of its two hosts: manage.B for the console, config.B where people sign in.', environment: 'BAILIWICK_CONSOLE_BASE_DOMAIN', default: 'provider.localhost' },
    { name: 'https-port', value: 'N', about: 'Port for HTTPS; 0 picks a free one.', environment: 'BAILIWICK_CONSOLE_HTTPS_PORT', default: '8543', kind: 'port' },
    { name: 'http-port', value: 'N', about: 'Port for HTTP (redirects; answers itself only on loopback); 0 picks a free one.', environment: 'BAILIWICK_CONSOLE_HTTP_PORT', default: '8580', kind: 'port' },
    { name: 'database-url', value: 'URL', about: 'External Postgres 15 or newer; the embedded one when absent.', environment: 'BAILIWICK_CONSOLE_DATABASE_URL' },
    { name: 'json', about: 'Print one JSON line when ready, for scripts.' },
  ],
  examples: ['bailiwick provider start --name "North Software"', 'bailiwick provider start --data-dir /var/lib/bailiwick-console --base-domain support.north.example --https-port 443 --http-port 80'],
  async run(input) {
    const text = input.options
    const [httpsPort, httpPort] = [Number(text['https-port']), Number(text['http-port'])]
    if (httpsPort !== 0 && httpsPort === httpPort) throw new StartFailure(exitCodes.usage, `The HTTPS and HTTP ports must differ; both are ${httpsPort}.`)
    const log = processLogger({ role: 'console' })
    const stopped = stopSignal()
    const console = await startConsole({ dataDir: resolve(text['data-dir']!), baseDomain: checkedDomain(text['base-domain']!), httpsPort, httpPort, databaseUrl: text['database-url'], name: text['name']!, build }, log)
    process.stdout.write(input.flags.has('json') ? `${JSON.stringify({ event: 'ready', ...console.content })}\n` : readyText(console.content, resolve(text['data-dir']!)))
    const signal = await stopped
    log.info(`Stopping: ${signal} was received.`)
    await console.stop()
    log.info('Stopped.')
    return exitCodes.ok
  },
})

function readyText(content: ConsoleBootstrap, dataDir: string): string {
  const lines = [
    ...(content.setup_url === null ? [] : [`  Create the first person  ${content.setup_url}`]),
    `  Console                  ${content.console_url}`,
    `  Credentials for its API  ${dataDir}/bootstrap.json`,
    `  Certificate to trust     ${content.ca_file}`,
  ]
  return ['', "The provider's console is ready.", '', ...lines, '', 'Ctrl-C stops it.', ''].join('\n')
}
