/**
 * Authorization codes: made at /authorize, redeemed once at /oauth/token, dead after a minute. Owns the table `authorization_codes`.
 * Does not know what tokens a code leads to, save which refresh token family to revoke when it is replayed.
 */
export { newCode, redeemCode, type RedeemedCode } from './codes.ts'
export { codeJson, codesFrom, type CodeData, type NewCode } from './codes.store.ts'
