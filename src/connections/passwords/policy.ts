/** What a connection asks of passwords, from whichever of its two documented forms: the legacy options, or `password_options`. */
import type { Bag } from './bag.ts'
import { at, flag, number, texts } from './bag.ts'

export const levels = ['none', 'low', 'fair', 'good', 'excellent'] as const
export type Level = (typeof levels)[number]
export type CharacterType = 'lowercase' | 'uppercase' | 'number' | 'special'

/** The part of a connection that matters here. */
export type PasswordConnection = { name: string; options?: Bag | null | undefined }

export type PasswordPolicy = {
  minLength: number
  /** How many of `types` must occur; 0: any character will do. */
  typesNeeded: number
  types: readonly CharacterType[]
  /** Refuses three equal characters in a row. */
  noRepeats: boolean
  /** Refuses runs such as `abc` or `321`. */
  noSequences: boolean
  /** Number of former passwords that may not come back; the present one counts. 0: any may. */
  history: number
  dictionary: { common: boolean; own: readonly string[] } | undefined
  /** Names of profile fields whose values may not occur in the password. */
  personal: readonly string[]
}

const all = ['lowercase', 'uppercase', 'number', 'special'] as const
const nothing = { typesNeeded: 0, types: all, noRepeats: false }

/** The five documented levels. */
const complexity: Record<Level, Pick<PasswordPolicy, 'minLength' | 'typesNeeded' | 'types' | 'noRepeats'>> = {
  none: { minLength: 1, ...nothing },
  low: { minLength: 6, ...nothing },
  fair: { minLength: 8, typesNeeded: 3, types: ['lowercase', 'uppercase', 'number'], noRepeats: false },
  good: { minLength: 8, typesNeeded: 3, types: all, noRepeats: false },
  excellent: { minLength: 10, typesNeeded: 3, types: all, noRepeats: true },
}

export const personalFields = ['name', 'username', 'nickname', 'email', 'given_name', 'family_name', 'user_metadata.name', 'user_metadata.first', 'user_metadata.last'] as const

/** A connection that says nothing gets `good`: whoever wants less must ask for it by name. */
export function policyOf(connection: PasswordConnection): PasswordPolicy {
  const options = connection.options ?? {}
  const flexible = at(options, 'password_options')
  const base = complexity[levels.find((level) => level === options['passwordPolicy']) ?? 'good']
  const history = at(options, 'password_history')
  const dictionary = at(options, 'password_dictionary')
  const legacy: PasswordPolicy = {
    ...base,
    minLength: number(at(options, 'password_complexity_options')['min_length']) ?? base.minLength,
    noSequences: false,
    history: flag(history['enable']) ? (number(history['size']) ?? 5) : 0,
    dictionary: flag(dictionary['enable']) ? { common: true, own: texts(dictionary['dictionary']) } : undefined,
    personal: flag(at(options, 'password_no_personal_info')['enable']) ? personalFields : [],
  }
  return Object.keys(flexible).length === 0 ? legacy : flexed(legacy, flexible)
}

function flexed(legacy: PasswordPolicy, options: Bag): PasswordPolicy {
  const asked = at(options, 'complexity')
  const history = at(options, 'history')
  const dictionary = at(options, 'dictionary')
  const profile = at(options, 'profile_data')
  const types = all.filter((type) => texts(asked['character_types']).includes(type))
  return {
    minLength: number(asked['min_length']) ?? legacy.minLength,
    types: types.length > 0 ? types : legacy.types,
    typesNeeded: types.length === 0 ? legacy.typesNeeded : asked['character_type_rule'] === 'three_of_four' ? Math.min(3, types.length) : types.length,
    noRepeats: asked['identical_characters'] === undefined ? legacy.noRepeats : asked['identical_characters'] === 'block',
    noSequences: asked['sequential_characters'] === 'block',
    history: history['active'] === undefined ? legacy.history : flag(history['active']) ? (number(history['size']) ?? 5) : 0,
    dictionary: dictionary['active'] === undefined ? legacy.dictionary : flag(dictionary['active']) ? { common: true, own: texts(dictionary['custom']) } : undefined,
    personal: profile['active'] === undefined ? legacy.personal : flag(profile['active']) ? (texts(profile['blocked_fields']).length > 0 ? texts(profile['blocked_fields']) : personalFields) : [],
  }
}
