/**
 * Refresh tokens as the Management API sees them: one for each grant of a person to an application, however often it was rotated.
 * Shows, annotates and ends rows of `refresh_families`; a token is alive until it is revoked or expires, by age or idleness.
 * Does not know token values (nobody does, only their hashes are kept), nor how tokens begin and rotate: that is `oauth/refresh`.
 */
export { endRefreshTokens, type TokenChoice } from './refresh-tokens.store.ts'
export { TokenUserUnknown } from './refresh-tokens.contract.ts'
export { Metadata } from './refresh-tokens.schema.ts'
export { refreshTokens, userRefreshTokens } from './refresh-tokens.handlers.ts'
