/**
 * A person's presence in one browser. A session begins at a login, is used by applications (which join it), and ends by logout, by idleness,
 * by age, with the person, or because an administrator ends it. Owns `sessions` and `session_clients`. The browser's secret is stored as SHA-256 only.
 * Does not know cookies (oauth), how the person proved who they are (login), or tokens.
 */
export { deviceNow, type Device } from './device.ts'
export { sessions, userSessions } from './sessions.handlers.ts'
export { createSession, createSessionWith, endSession, findPresence, findSession, touchSession, type SessionBeginning } from './sessions.ts'
export type { Besides, Session } from './sessions.store.ts'
