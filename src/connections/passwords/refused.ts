import { Problem } from '#kernel/problem.ts'
import type { Strength } from './strength.ts'
import { policyText } from './strength.ts'

export type RefusalName = 'PasswordStrengthError' | 'PasswordHistoryError' | 'PasswordDictionaryError' | 'PasswordNoUserInfoError'

/**
 * A password that the connection's policy refuses. As a Problem it is the Management API's answer
 * (`PasswordStrengthError: Password is too weak`); sign-up endpoints show `wireName`, `description` and `policy`.
 */
export class PasswordRefused extends Problem {
  readonly wireName: RefusalName
  readonly sentence: string
  readonly strength: Strength | undefined

  constructor(wireName: RefusalName, sentence: string, strength?: Strength) {
    super(400, 'invalid_password', `${wireName}: ${sentence}`, strength ? { extra: { policy: policyText(strength.rules) } } : {})
    this.wireName = wireName
    this.sentence = sentence
    this.strength = strength
  }

  /** The rules in words; only a weak password has them, also in the Management API's answer. */
  get policy(): string | undefined {
    return this.strength && policyText(this.strength.rules)
  }
}

export const tooWeak = (strength: Strength) => new PasswordRefused('PasswordStrengthError', 'Password is too weak', strength)
export const usedBefore = () => new PasswordRefused('PasswordHistoryError', 'Password has previously been used')
export const tooCommon = () => new PasswordRefused('PasswordDictionaryError', 'Password is too common')
export const personal = () => new PasswordRefused('PasswordNoUserInfoError', 'Password contains user information')
