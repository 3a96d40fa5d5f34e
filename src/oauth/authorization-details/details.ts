import type { ConsentRequest } from '#login/index.ts'
import type { Audience } from '../policy/index.ts'

export type AuthorizationDetail = { type: string } & Record<string, unknown>

/** Characters, entries. What is granted travels in every token. */
const longest = 8192
const most = 20

/** Section 5: `invalid_authorization_details`, with a sentence for the application's developers. */
export class DetailsRefused extends Error {}

const refused = (sentence: string) => new DetailsRefused(sentence)

/** @throws DetailsRefused */
export function readDetails(text: string | undefined, audience: Audience | undefined): AuthorizationDetail[] {
  if (text === undefined) return []
  const list = parsed(text)
  if (!Array.isArray(list) || list.length === 0 || list.length > most || !list.every(isDetail)) {
    throw refused(`authorization_details must be a JSON array of 1 to ${most} objects that each name their type.`)
  }
  const known = typesOf(audience)
  const unknown = list.find(({ type }) => !known.includes(type))
  if (unknown) throw refused(`The API does not know authorization details of the type ${unknown.type.slice(0, 100)}.`)
  return list
}

/** Those that the API lists. */
const typesOf = (audience: Audience | undefined): string[] =>
  (audience?.api.authorization_details ?? []).filter(isDetail).map(({ type }) => type)

const isDetail = (value: unknown): value is AuthorizationDetail =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && typeof (value as { type?: unknown }).type === 'string' && (value as { type: string }).type !== ''

function parsed(text: string): unknown {
  try {
    return text.length > longest ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** For the consent page, in the application's own words, which nobody has translated. */
export const shownDetails = (details: readonly AuthorizationDetail[]): NonNullable<ConsentRequest['details']> =>
  details.map(({ type, ...rest }) => ({ type, lines: Object.entries(rest).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`) }))
