/**
 * Gates: conditions of rows that somebody or something can vouch for. `measured` by the appliance, `attested` by a person,
 * `either`: measured where the appliance can, attested by an accountable person otherwise. A gate that nobody vouched for is closed.
 */
import type { Party } from '#kernel/mandate.ts'

export type GateDeclaration = {
  title: string
  by: 'measured' | 'attested' | 'either'
  remedy: string
  /** Seconds for which a person's word counts. */
  attestedFor: number
  /** Only people of this party can vouch. */
  attestedBy?: Party
}

const day = 86_400
const subscriber: Party = 'subscriber'

export const gates = {
  'requirements-met': { title: 'Every node meets the requirements: memory, CPU, drives, one network card, DNS, certificates, SMTP, ports.', by: 'measured', remedy: 'Run the preflight on each node and mend what it lists.', attestedFor: day },
  'checklist-submitted': { title: 'The infrastructure checklist has been submitted.', by: 'measured', remedy: 'Fill the pre-installation checklist and submit it.', attestedFor: day },
  'checklist-accepted': { title: 'The infrastructure checklist has been accepted.', by: 'measured', remedy: 'The provider accepts the submitted checklist or says what is missing.', attestedFor: day },
  'access-window-open': { title: 'An access window is open for the provider.', by: 'measured', remedy: 'The provider requests a window; the subscriber opens it.', attestedFor: day },
  'certificate-covers-hosts': { title: 'The certificate covers every host name.', by: 'measured', remedy: 'Upload a certificate whose names include every host of this appliance.', attestedFor: day },
  'smtp-answers': { title: 'The mail server answers.', by: 'measured', remedy: 'Check host, port and credentials of the mail server.', attestedFor: day },
  'handover-agenda': { title: 'Monitoring, backup, updates and questions have been gone through (90 minutes).', by: 'measured', remedy: 'Hold the handover meeting and tick each point of the agenda.', attestedFor: day },
  'drills-done': { title: 'Each drill was done once: an alert seen, a backup made and restored, an update rehearsed.', by: 'measured', remedy: 'Do the drills that are missing; the appliance records them by itself.', attestedFor: day },
  'backup-device-ready': { title: 'A dedicated backup device has twice the space of the data free.', by: 'either', remedy: 'Add a drive for backups, or delete the backup that is on it.', attestedFor: day },
  'quick-start-succeeded': { title: 'The quick-start call of the application succeeded.', by: 'either', remedy: 'Follow the quick start with the settings of the application.', attestedFor: day },
  'snapshot-or-backup': { title: 'A snapshot of every machine, or a backup younger than 24 hours, exists.', by: 'either', remedy: 'Take snapshots or make a backup, and say so.', attestedFor: day },
  'subscriber-present': { title: 'The subscriber is present: an acknowledgement younger than 10 minutes.', by: 'attested', remedy: 'A person of the subscriber acknowledges on the task that they are present.', attestedFor: 600, attestedBy: subscriber },
  'pre-check-green': { title: 'The pre-check was green within the last hour.', by: 'either', remedy: 'Run the pre-check and mend what it finds.', attestedFor: 3600 },
  'development-signed-off': { title: 'The development appliance was updated to the same build and signed off.', by: 'measured', remedy: 'Update the development appliance first, test it, and carry its sign-off here.', attestedFor: day },
  'development-runs-target': { title: 'The development appliance runs the target build.', by: 'either', remedy: 'Update the development appliance first.', attestedFor: day },
  'urgent-only-production': { title: 'Urgent is said only of production.', by: 'measured', remedy: 'Choose another severity; urgent means an outage in production.', attestedFor: day },
  'subscriber-confirms': { title: 'The subscriber confirms that the issue is resolved.', by: 'measured', remedy: 'Ask the subscriber to confirm on the ticket.', attestedFor: day },
  'backup-verified': { title: 'The backup has been verified.', by: 'either', remedy: 'Verify the backup file before it is restored.', attestedFor: day },
  'password-supplied': { title: 'The password of the backup has been supplied.', by: 'either', remedy: 'The subscriber supplies the password; without it nothing can be decrypted.', attestedFor: day, attestedBy: subscriber },
} as const satisfies Record<string, GateDeclaration>

export type GateId = keyof typeof gates
