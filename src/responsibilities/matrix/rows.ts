/** The matrix as shipped. Letters, qualifiers, roles and notes say what the two published pages say; the words are ours. */
import { after, before, letters } from './notation.ts'
import { recoveryRows } from './rows.recovery.ts'
import type { Matrix } from './matrix.schema.ts'

export const generalRows: Matrix = [
  {
    id: 'prepare-infrastructure', group: 'general',
    title: 'Preparing the infrastructure: memory, storage, processors, load balancers, networks, certificates, DNS records, SMTP servers, access for the provider by jump host or VPN',
    provider: letters('C'), subscriber: letters('R A', 'infrastructure_engineer'),
    notes: 'The subscriber submits the infrastructure checklist when the machines are ready and the requirements are met.',
    gates: [before('requirements-met', 'checklists.submit'), after('checklist-submitted')],
  },
  {
    id: 'deploy', group: 'general', title: 'Deployment to development and production',
    provider: letters('R A', 'customer_success_engineer'), subscriber: letters('I'),
    notes: 'An engineer of the provider signs in to the machines and deploys the appliance.',
    gates: [before('checklist-accepted'), before('access-window-open')],
  },
  {
    id: 'configure', group: 'general', title: 'Configuration of development and production',
    provider: letters('C'), subscriber: letters('R'),
    notes: 'The provider shows the infrastructure engineer of the subscriber how to upload certificates, enter mail credentials and add administrators.',
    gates: [after('certificate-covers-hosts'), after('smtp-answers')],
  },
  {
    id: 'operations-handover', group: 'general', title: 'Handover of operations',
    provider: letters('R'), subscriber: letters('C'),
    notes: 'A meeting of 90 minutes about monitoring, backup and updates, with room for questions.',
    gates: [before('handover-agenda', 'handover.sign'), before('drills-done', 'handover.sign')],
  },
  {
    id: 'monitoring', group: 'general', title: 'Monitoring',
    provider: letters('I'), subscriber: letters('R A'),
    notes: 'The subscriber monitors the appliance.', gates: [],
  },
  {
    id: 'backing-up', group: 'general', title: 'Backing up',
    provider: letters('I?'), subscriber: letters('R A'),
    notes: 'The subscriber backs the appliance up with the command line.', gates: [before('backup-device-ready', 'backups.create')],
  },
  {
    id: 'code-integration', group: 'general', title: 'Integrating code into applications',
    provider: letters('C I?'), subscriber: letters('R A'),
    notes: 'The subscriber integrates its own applications.', gates: [after('quick-start-succeeded')],
  },
  {
    id: 'user-migration', group: 'general', title: 'Migrating users, where required',
    provider: letters('C I?'), subscriber: letters('R A'),
    notes: 'The subscriber migrates users where appropriate.', gates: [],
  },
  {
    id: 'updates', group: 'general', title: 'Updates',
    provider: letters('R'), subscriber: letters('R A'),
    notes: 'Done together, at times both agree on. The subscriber takes snapshots of the machines first, gives access and is present throughout; the provider runs manual steps where needed and keeps the subscriber informed.',
    gates: [before('snapshot-or-backup'), before('access-window-open'), before('subscriber-present'), before('pre-check-green', 'updates.apply'), before('development-signed-off', 'updates.apply')],
  },
  {
    id: 'testing-updates', group: 'general', title: 'Testing updates',
    provider: letters('C I?'), subscriber: letters('R A'),
    notes: 'The subscriber tests after the development node has been updated and reports issues to the provider.',
    gates: [before('development-runs-target', 'environments.signOff')],
  },
  {
    id: 'support-tickets', group: 'general', title: 'Identifying issues and submitting support tickets',
    provider: letters('C'), subscriber: letters('R A'),
    notes: 'The subscriber submits issues as support tickets.', gates: [before('urgent-only-production', 'tickets.open')],
  },
  {
    id: 'issue-resolution', group: 'general', title: 'Resolving issues',
    provider: letters('R'), subscriber: letters('C'),
    notes: 'The provider supports the core of the appliance; on the integration of its APIs and dashboards it only advises.',
    gates: [],
  },
]

export const rows: Matrix = [...generalRows, ...recoveryRows]
