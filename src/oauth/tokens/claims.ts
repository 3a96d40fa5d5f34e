/** Which claims about a person a scope opens (OpenID Connect Core section 5.4). */
import { userClaims, type User } from '#resources/users/index.ts'
import { claimScopes } from '../policy/index.ts'

const emailClaims: ReadonlySet<string> = new Set(['email', 'email_verified'])
const phoneClaims: ReadonlySet<string> = new Set(['phone_number', 'phone_number_verified'])
const addressClaims: ReadonlySet<string> = new Set(['address'])
const single: ReadonlySet<string> = new Set(claimScopes)

/** The claims of ID tokens and /userinfo, `sub` apart. */
export function claimsFor(user: User, scopes: readonly string[]): Record<string, unknown> {
  const asked = new Set(scopes)
  const open = (claim: string): boolean => {
    if (asked.has(claim) && single.has(claim)) return true
    if (emailClaims.has(claim)) return asked.has('email')
    if (phoneClaims.has(claim)) return asked.has('phone')
    if (addressClaims.has(claim)) return asked.has('address')
    return asked.has('profile')
  }
  return Object.fromEntries(
    Object.entries(userClaims(user)).filter(([claim, value]) => claim !== 'sub' && value !== undefined && value !== null && open(claim)),
  )
}
