/**
 * Tells people of trouble: by mail and by webhook, once when it begins and once when it is over.
 *
 * Owns the table `alerts`. An alert is opened → closed; each message is waiting → delivered, or given up after a day. Decided by the supervisor of each
 * node for itself, from the reports of `health`. Does not know what the checks look at.
 */
export { createAlarm, type Alarm } from './alarm.ts'
export { alerts } from './alerts.handlers.ts'
export { giveNotice } from './notice.ts'
export type { Alert } from './deliver.ts'
export { alertNamed } from './alerts.store.ts'
export { alertSettings } from './alerts.settings.ts'
