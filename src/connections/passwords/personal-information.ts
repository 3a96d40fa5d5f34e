import { at, type Bag } from './bag.ts'

/** Shorter pieces would refuse too much: `al` is in every second password. */
const shortest = 3

/**
 * True when the password contains something of the person: a whole value, a word of it, or the part of an e-mail address before the `@`.
 * `fields` may be dotted (`user_metadata.first`). Case does not matter.
 */
export function containsPersonalInformation(password: string, person: Bag, fields: readonly string[]): boolean {
  const within = password.toLowerCase()
  return fields
    .map((field) => valueAt(person, field))
    .filter((value): value is string => typeof value === 'string')
    .flatMap((value) => pieces(value.toLowerCase()))
    .some((piece) => piece.length >= shortest && within.includes(piece))
}

function valueAt(person: Bag, field: string): unknown {
  const [first, ...rest] = field.split('.')
  return rest.length === 0 ? person[first!] : valueAt(at(person, first!), rest.join('.'))
}

function pieces(value: string): string[] {
  const local = value.includes('@') ? value.slice(0, value.lastIndexOf('@')) : value
  return [local, ...local.split(/[\s._+-]+/)]
}
