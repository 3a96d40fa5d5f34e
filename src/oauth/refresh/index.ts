/**
 * Refresh tokens. A family is what a person granted an application once; it lives, or is revoked, or has expired (by idleness or age).
 * Its tokens are current, or spent (rotated); a rotating family has one current generation. Owns `refresh_families` and `refresh_tokens`.
 * Does not know access tokens, nor whether the person may still have what the family's scopes say.
 */
export { beginFamily, newFamily, peekFamily, revokeFamily, revokeToken, useRefreshToken, type FamilyBeginning, type Refusal, type UsedToken } from './families.ts'
export type { NewFamily } from './beginning.store.ts'
export type { Family, FamilyData } from './families.store.ts'
