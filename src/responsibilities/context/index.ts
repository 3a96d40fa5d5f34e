/**
 * What the acts of this layer may use, the settings that govern them, and who calls them. Owns no table.
 * Does not know the rooms beside it: they build on this one.
 */
export { isJobRole, jobRoles, roleTitle, type JobRole } from './job-roles.ts'
export { environment, environmentOf, isSeparated, isSingle, nameOf, parties, responsibilitySettings, separation, type Environment } from './responsibilities.settings.ts'
export { instant, wire, PartyShown, Shown, ShownList, type Wire } from './wire.ts'
export { reasons } from './reasons.ts'
export { governed, changeScope, readScope } from './governed.ts'
export { whoIs, within, type Appliance, type ApplianceContext, type EndSessions, type Office, type OperatorCaller } from './office.ts'
