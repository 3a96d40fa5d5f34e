/**
 * What tokens say: access tokens (opaque or JWT), ID tokens, and the claims about a person. Makes and opens them;
 * does not decide whether anybody may have one (`policy`, `authorize`, `token` do) and stores nothing.
 */
export { accessToken, type AccessToken, type AccessTokenOrder } from './access-token.ts'
export { claimsFor } from './claims.ts'
export { idToken, type IdTokenOrder } from './id-token.ts'
export { openOpaque, sealOpaque } from './opaque.ts'
