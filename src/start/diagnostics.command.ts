import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { command } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { collect } from '#operate/diagnostics/index.ts'
import { dataDirOption } from './options.ts'
import { findPatient } from './patient.ts'

export const writeDiagnostics = command({
  name: 'diagnostics write',
  about: 'Make the diagnostics package of this machine into the present folder; the appliance need not run.',
  options: [dataDirOption, { name: 'json', about: 'Print JSON.' }],
  examples: ['bailiwick diagnostics write --data-dir /var/lib/bailiwick'],
  async run({ options, flags }) {
    const { patient, close } = await findPatient(options['data-dir']!, process.env)
    try {
      const { name, content, sha256, sentence } = await collect(patient, { source: join(import.meta.dirname, '..'), node: hostname() })
      try {
        writeFileSync(name, content, { mode: 0o600 })
      } catch (error) {
        throw new StartFailure(exitCodes.cannotCreate, `${name} cannot be written here (${(error as NodeJS.ErrnoException).code}); run this in a folder where you may write.`, error)
      }
      process.stdout.write(flags.has('json') ? `${JSON.stringify({ file: name, bytes: content.length, sha256 })}\n` : `${name}: ${sentence} Its summary.html says what looks wrong.\n`)
      return exitCodes.ok
    } finally {
      await close()
    }
  },
})
