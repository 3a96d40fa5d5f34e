/**
 * POST /oauth/token. The endpoint owns the phases that all grants share: parse, authenticate the client, policy, write, sign, record;
 * each grant in `grants/` only proves who the tokens are for. Owns authorization codes' redemption and refresh token families
 * (begun, used, rotated, revoked). Does not know browsers, sessions' cookies or pages.
 */
export { grantTypes } from './grants.ts'
export { issueTestToken } from './test-token.ts'
export { tokenEndpoint } from './token.endpoint.ts'
export { authenticateClient, isPublic, type CallingClient } from '../client-authentication/index.ts'
export { readParameters, type Parameters } from '../parameters/index.ts'
