/** What the pages on which a password is chosen have in common. */
import { passwordRules, PasswordRefused, type DatabaseConnection } from '#connections/database/index.ts'
import type { Card, Field } from '../pages/index.ts'
import type { Texts } from '../texts/index.ts'

/** The connection's rules in the page's language; none when any password will do. */
export function rulesList(texts: Texts, connection: DatabaseConnection): Card['list'] {
  const rules = passwordRules(connection).filter((rule) => rule.code !== 'nonEmpty')
  if (rules.length === 0) return undefined
  const items = rules.map((rule) => ({
    text: phrase(texts, rule.code, rule.format),
    ...(rule.items === undefined ? {} : { below: rule.items.map((item) => phrase(texts, item.code)) }),
  }))
  return { heading: texts.rules.heading, items }
}

function phrase(texts: Texts, code: string, values: readonly (string | number)[] = []): string {
  const text = Object.hasOwn(texts.rules, code) ? texts.rules[code as keyof Texts['rules']] : code
  return text.replace(/\{(\d)\}/g, (mark, index: string) => String(values[Number(index)] ?? mark))
}

/** Why a password is refused, in the page's language; other errors are thrown on. */
export function passwordProblem(texts: Texts, error: unknown): string {
  if (error instanceof PasswordRefused) return texts.refusals[error.wireName]
  throw error
}

export const newPassword = (texts: Texts, name: 'password' | 'repeat', error?: string): Field => ({
  name,
  label: name === 'repeat' ? texts.fields.repeatPassword : texts.fields.newPassword,
  type: 'password',
  autocomplete: 'new-password',
  error,
})

/** What is wrong with a password typed twice, before any policy. */
export function typedTwice(texts: Texts, password: string, repeat: string): { password?: string; repeat?: string } | undefined {
  if (password === '') return { password: texts.required }
  return password === repeat ? undefined : { repeat: texts.reset.different }
}
