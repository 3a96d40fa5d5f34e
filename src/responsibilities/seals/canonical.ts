/** One text for one value, after RFC 8785: members sorted by name, no white space, numbers and strings as ECMAScript writes them. */
import { createHash } from 'node:crypto'

/** @throws on what JSON cannot say: NaN, infinities, functions. Members that are undefined are left out; dates become ISO 8601 text. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('A number that is not finite has no canonical form.')
    return JSON.stringify(value)
  }
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item === undefined ? null : item)).join(',')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    return `{${members.join(',')}}`
  }
  throw new TypeError(`A ${typeof value} has no canonical form.`)
}

/** SHA-256 of the canonical text, 64 hexadecimal digits. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(typeof value === 'string' ? value : canonical(value)).digest('hex')
