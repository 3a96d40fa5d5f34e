import type { TenantContext } from '#platform/context/index.ts'
import type { Bag } from './bag.ts'
import { isCommon } from './common-passwords.ts'
import { containsPersonalInformation } from './personal-information.ts'
import { findPassword } from './passwords.store.ts'
import { policyOf, type PasswordConnection } from './policy.ts'
import { personal, tooCommon, tooWeak, usedBefore } from './refused.ts'
import { measure, type Rule } from './strength.ts'

/** Longer ones are refused rather than cut: what is typed must be what counts. Also bounds the work of hashing. */
export const longestPassword = 1024

/**
 * Throws `PasswordRefused` when the connection would not take this password. `person` is the profile (for the personal information rule),
 * `userId` the one whose former passwords count (for the history rule).
 */
export async function checkPasswordPolicy(
  ctx: Pick<TenantContext, 'db' | 'tenant' | 'hasher'>,
  connection: PasswordConnection,
  password: string,
  about: { person?: Bag | undefined; userId?: string | undefined } = {},
): Promise<void> {
  const policy = policyOf(connection)
  const strength = measure(policy, password)
  if (password.length > longestPassword) {
    const rule: Rule = { message: 'At most %d characters in length', code: 'lengthAtMost', format: [longestPassword], verified: false }
    throw tooWeak({ rules: [...strength.rules, rule], verified: false })
  }
  if (!strength.verified) throw tooWeak(strength)
  const { dictionary } = policy
  if (dictionary && (isCommon(password) || dictionary.own.some((word) => word.toLowerCase() === password.toLowerCase()))) throw tooCommon()
  if (about.person && containsPersonalInformation(password, about.person, policy.personal)) throw personal()
  if (about.userId !== undefined && policy.history > 0) await checkHistory(ctx, about.userId, password, policy.history)
}

async function checkHistory(ctx: Pick<TenantContext, 'db' | 'tenant' | 'hasher'>, userId: string, password: string, size: number): Promise<void> {
  const stored = await findPassword(ctx, userId)
  if (!stored) return
  for (const hash of [stored.hash, ...stored.history].slice(0, size)) {
    if ((await ctx.hasher.verify(hash, password)).ok) throw usedBefore()
  }
}

/** The connection's rules as they stand before anything was typed: for pages that show them. */
export const passwordRules = (connection: PasswordConnection): Rule[] => measure(policyOf(connection), '').rules
