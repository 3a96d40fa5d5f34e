/**
 * What the pages say, a file per language with the same keys. To add one: copy `en.ts`, translate, list it here.
 * Knows no pages; chooses a language from what the application, the browser and the tenant want.
 */
import { de } from './de.ts'
import { en, type Texts } from './en.ts'

export type { Texts } from './en.ts'
export type Spoken = { locale: string; texts: Texts }

export const locales: Record<string, Texts> = { en, de }

/**
 * The first of `ui_locales`, then of Accept-Language, that the tenant has enabled and we speak; otherwise the tenant's first, otherwise English.
 * `de-AT` is answered with `de`.
 */
export function speak(wish: { uiLocales?: string | undefined; acceptLanguage?: string | undefined; enabled?: readonly string[] | undefined }): Spoken {
  const enabled = (wish.enabled ?? []).filter((locale) => spoken(locale) !== undefined)
  const offered = enabled.length > 0 ? enabled : ['en']
  const wanted = [...(wish.uiLocales ?? '').split(/[\s,]+/), ...accepted(wish.acceptLanguage ?? '')].filter((tag) => tag !== '')
  const chosen = wanted.map((tag) => offered.find((locale) => language(locale) === language(tag))).find((locale) => locale !== undefined) ?? offered[0]!
  return { locale: language(chosen), texts: spoken(chosen) ?? en }
}

const language = (tag: string) => tag.toLowerCase().split(/[-_]/)[0]!
const spoken = (tag: string): Texts | undefined => (Object.hasOwn(locales, language(tag)) ? locales[language(tag)] : undefined)

/** Tags of Accept-Language, best first (RFC 9110 section 12.5.4). */
function accepted(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(/\s*;\s*q=/)
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

/** Fills `{name}`; an unknown name stays as it is. The result is plain text: templates escape it. */
export const fill = (text: string, values: Record<string, string | number | undefined>): string =>
  text.replace(/\{(\w+)\}/g, (mark, name: string) => (values[name] === undefined ? mark : String(values[name])))
