/**
 * Which applications have to be told that a session has ended. A notice waits, is tried (a few times, further and further apart), and is gone once it was
 * delivered or given up. Owns the table `logout_notices`. Whoever ends sessions notes it first, in the same transaction; who delivers is not known here.
 */
export { claimNotices, forgetNotice, noteExpiredSessions, noteLogouts, type Ending, type Initiator, type LogoutNotice } from './notices.store.ts'
