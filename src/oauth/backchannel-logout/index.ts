/**
 * Tells applications that a session of theirs has ended (OpenID Connect Back-Channel Logout 1.0): a signed token, posted to the addresses they registered.
 * `resources/logout-notices` says whom to tell; this folder signs, sends, tries again a few times, and writes the outcome into the tenant's log.
 * Does not end sessions.
 */
export { backchannelLogout } from './backchannel-logout.job.ts'
export { deliverNotices } from './deliver.ts'
