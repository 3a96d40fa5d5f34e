/**
 * Rich authorization requests (RFC 9396): what an application wants to be allowed, in the terms of the API, which lists the types it understands.
 * Read within limits, shown to the person as they came. Keeps nothing; does not know where the answer goes.
 */
export { DetailsRefused, readDetails, shownDetails, type AuthorizationDetail } from './details.ts'
