/**
 * What happened in a tenant: every login, failure and change, one row an event, never altered.
 * Owns the `logs` table, the documented event codes, and how events are searched and paged.
 * Does not know what the events mean, who streams them, or when they are thrown away.
 */
export { countEvent, eventRow, logins, record, tenantEvents } from './record.ts'
export { eventsFrom, type EventRow } from './logs.store.ts'
export { eventKinds } from './event-kinds.ts'
export { LogEntry } from './logs.contract.ts'
export { logs, logsOfUser, type ShownLog } from './logs.handlers.ts'
