import { command } from '#kernel/command.ts'
import { exitCodes } from '#kernel/problem.ts'
import { openLocally } from './local.ts'
import { dataDirOption } from './options.ts'
import { setupUrl } from './setup-url.ts'

export const setupLink = command({
  name: 'setup-link',
  about: 'Print a fresh link that creates an administrator, for example when the first one expired. The appliance must be running.',
  options: [
    dataDirOption,
    { name: 'force', about: 'Also when there is an administrator already: for somebody who locked themselves out.' },
    { name: 'json', about: 'Print JSON.' },
  ],
  examples: ['bailiwick setup-link', 'bailiwick setup-link --force --data-dir /var/lib/bailiwick'],
  async run(input) {
    const local = await openLocally(input.options['data-dir']!)
    try {
      const url = await setupUrl(local.context, { force: input.flags.has('force') })
      if (url === null) {
        process.stderr.write('bailiwick: there is an administrator already; --force makes a link for another one.\n')
        return exitCodes.failed
      }
      process.stdout.write(input.flags.has('json') ? `${JSON.stringify({ setup_url: url })}\n` : `${url}\n`)
      return exitCodes.ok
    } finally {
      await local.close()
    }
  },
})
