/** The rules a password can be measured by without knowing the person. Their wire form (`rules`, `policy`) is read by sign-up widgets. */
import type { CharacterType, PasswordPolicy } from './policy.ts'

/** One rule as it stands in `description.rules`: `message` is a pattern, `format` its values. */
export type Rule = {
  message: string
  code: string
  format?: (string | number)[]
  items?: { message: string; code: string; verified: boolean }[]
  verified: boolean
}

export type Strength = { rules: Rule[]; verified: boolean }

const types: Record<CharacterType, { code: string; message: string; pattern: RegExp }> = {
  lowercase: { code: 'lowerCase', message: 'lower case letters (a-z)', pattern: /[a-z]/ },
  uppercase: { code: 'upperCase', message: 'upper case letters (A-Z)', pattern: /[A-Z]/ },
  number: { code: 'numbers', message: 'numbers (i.e. 0-9)', pattern: /[0-9]/ },
  special: { code: 'specialCharacters', message: 'special characters (e.g. !@#$%^&*)', pattern: /[^a-zA-Z0-9\s]/ },
}

/** Lengths are counted in characters, not UTF-16 units. */
const lengthOf = (password: string) => [...password].length

export function measure(policy: PasswordPolicy, password: string): Strength {
  const rules: Rule[] = []
  if (policy.minLength <= 1) rules.push({ message: 'Non-empty password required', code: 'nonEmpty', verified: password.length > 0 })
  else rules.push({ message: 'At least %d characters in length', code: 'lengthAtLeast', format: [policy.minLength], verified: lengthOf(password) >= policy.minLength })
  if (policy.typesNeeded > 0) rules.push(typesRule(policy, password))
  if (policy.noRepeats) {
    rules.push({ message: 'No more than %d identical characters in a row (e.g., "%s" not allowed)', code: 'identicalChars', format: [2, 'aaa'], verified: !/(.)\1\1/u.test(password) })
  }
  if (policy.noSequences) {
    rules.push({ message: 'No more than %d sequential alphanumeric characters (e.g., "%s" not allowed)', code: 'sequentialChars', format: [2, 'abc'], verified: !hasSequence(password) })
  }
  return { rules, verified: rules.every((rule) => rule.verified) }
}

function typesRule(policy: PasswordPolicy, password: string): Rule {
  const items = policy.types.map((type) => ({ message: types[type].message, code: types[type].code, verified: types[type].pattern.test(password) }))
  const verified = items.filter((item) => item.verified).length >= policy.typesNeeded
  if (policy.typesNeeded === items.length) return { message: 'Should contain:', code: 'shouldContain', items, verified }
  return { message: 'Contain at least %d of the following %d types of characters:', code: 'containsAtLeast', format: [policy.typesNeeded, items.length], items, verified }
}

function hasSequence(password: string): boolean {
  const codes = [...password.toLowerCase()].map((character) => (/[a-z0-9]/.test(character) ? character.charCodeAt(0) : -10))
  return codes.some((code, index) => {
    const [next, afterNext] = [codes[index + 1], codes[index + 2]]
    return code > 0 && next !== undefined && afterNext !== undefined && Math.abs(next - code) === 1 && afterNext - next === next - code
  })
}

/** The `policy` text: one rule a line, its kinds of characters indented below. */
export function policyText(rules: readonly Rule[]): string {
  const filled = (rule: Rule) => (rule.format ?? []).reduce<string>((text, value) => text.replace(/%[ds]/, () => String(value)), rule.message)
  return rules.flatMap((rule) => [`* ${filled(rule)}`, ...(rule.items ?? []).map((item) => ` * ${item.message}`)]).join('\n')
}
