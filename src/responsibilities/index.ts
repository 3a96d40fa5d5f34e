/**
 * The division of work between provider and subscriber, executable: who may run an operation, who signs it off, who is asked, who is told.
 * This file is the door for the composition root, the surfaces and the generators; each room beside it says what it owns.
 */
export { createResponsibilities, responsibilitiesSettings, type Asked, type Outcome, type Responsibilities, type ResponsibilitiesOptions } from './department.ts'
export { confirmationHeader, reasonHeader, ticketHeader } from './door.ts'
export { signInRefusal, windowCovering } from './access-windows/index.ts'
export { callerOfKey, spendNonce, tellUse, type KeyHolder } from './cli-keys/index.ts'
export { recordMeasurements, type Measurement } from './checklists/index.ts'
export { responsibilityCommands } from './commands/index.ts'
export { governed, isSingle, jobRoles, nameOf as partyName, environmentOf, reasons, whoIs, type Appliance, type ApplianceContext, type EndSessions, type Office, type OperatorCaller } from './context/index.ts'
export { recordDrill } from './engagement/index.ts'
export { attest } from './environments/index.ts'
export type { Gate, Measure, Measures, Permission, Waiting } from './gate/index.ts'
export { appendEntry, mirrorJournal, verifyMirror } from './journal/index.ts'
export { raciReference } from './matrix/index.ts'
export { deliveryJob, inform } from './notices/index.ts'
export { acceptInvitation, assignClient, callerOfClient, callerOfPerson, ensureFirstPerson, invitationOf, localCaller } from './parties/index.ts'
export { ticketOfAlert, type RaisedAlert } from './tickets/index.ts'
export type { ReportSource } from './reporting/index.ts'
export type { TaskOperation, TaskStep, Tasks, Work } from './tasks/index.ts'
export { attach } from './tickets/index.ts'
