import type { TenantContext } from '#platform/context/index.ts'
import { readJws, verifiesWithKey, type Jws } from '../jws/index.ts'
import { keysFor, type KeySource } from './key-sets.ts'
import { largest } from './token.ts'

export type ForeignIssuer = KeySource & {
  issuer: string
  /** Any one of these must be its audience. */
  audiences: readonly string[]
  /** `typ`, lower case, without `application/`; any when absent. */
  type?: string
}

export type ForeignClaims = Record<string, unknown> & { sub: string; exp: number }

/** With a reason for the log. */
export class ForeignTokenRefused extends Error {}

const refused = (reason: string) => new ForeignTokenRefused(reason)

/** Seconds that clocks may differ. */
const skew = 60
const longestSubject = 255

/** @returns the claims of a token that this issuer made for us and that has not expired. @throws ForeignTokenRefused */
export async function verifyForeign(ctx: TenantContext, by: ForeignIssuer, token: string): Promise<ForeignClaims> {
  const jws = readJws(token, largest)
  if (!jws) throw refused('not a signed JWT, or a too large one')
  const { header, claims } = jws
  const { iss, sub, aud, exp, nbf, iat } = claims
  if (by.type !== undefined && typeOf(jws) !== by.type) throw refused(`its typ is not ${by.type}`)
  if (iss !== by.issuer) throw refused('another issuer')
  if (![aud].flat().some((each) => by.audiences.some((audience) => audience === each))) throw refused('made for somebody else')
  const now = ctx.clock.seconds()
  if (typeof exp !== 'number' || exp <= now - skew) throw refused('expired, or without exp')
  for (const [name, time] of [['nbf', nbf], ['iat', iat]] as const) {
    if (time !== undefined && (typeof time !== 'number' || time > now + skew)) throw refused(`${name} is in the future`)
  }
  if (typeof sub !== 'string' || sub === '' || sub.length > longestSubject || /\p{Cc}/u.test(sub)) throw refused('without a usable sub')
  // Last, because it may cost a request: whoever sends nonsense starts none.
  if (!(await signed(ctx, by, jws, header))) throw refused('none of the issuer\'s keys verifies it')
  return { ...claims, sub, exp }
}

async function signed(ctx: TenantContext, by: ForeignIssuer, jws: Jws, header: Record<string, unknown>): Promise<boolean> {
  try {
    return (await keysFor(ctx, by, header)).some((key) => verifiesWithKey(jws, key))
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error))
  }
}

const typeOf = ({ header }: Jws): string | undefined => (typeof header['typ'] === 'string' ? header['typ'].toLowerCase().replace(/^application\//, '') : undefined)
