import { command } from '#kernel/command.ts'
import { examine, exitCodeOf, report } from '#operate/doctor/index.ts'
import { dataDirOption } from './options.ts'
import { findPatient } from './patient.ts'

export const doctor = command({
  name: 'doctor',
  about: 'Look at machine, disks, files, names, ports, certificates, database and appliance, before the first start or when something is wrong; it needs nothing that runs. Exit code: 0 nothing found, 1 normal, 2 high, 3 urgent findings.',
  options: [dataDirOption, { name: 'findings', about: 'Only what is not well.' }, { name: 'json', about: 'Print JSON.' }],
  examples: ['bailiwick doctor', 'bailiwick doctor --findings --data-dir /var/lib/bailiwick'],
  async run({ options, flags }) {
    const { patient, close } = await findPatient(options['data-dir']!, process.env)
    try {
      const found = await examine(patient)
      process.stdout.write(flags.has('json') ? `${JSON.stringify(found, null, 2)}\n` : report(found, { onlyFindings: flags.has('findings') }))
      return exitCodeOf(found)
    } finally {
      await close()
    }
  },
})
