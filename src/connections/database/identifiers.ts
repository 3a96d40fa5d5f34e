import type { DatabaseConnection } from './connection.ts'
import { usernameLengths } from './connection.ts'

/** One `@`, no white space or quoting, a dotted domain: what mail servers accept in practice (RFC 5321 section 4.5.3.1 for the lengths). */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@,;:<>"()[\]\\\p{Cc}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u.test(text)
}

/** The documented alphabet of user names; an e-mail address is none, so that nobody can pass for another's address. */
export function isUsername(connection: DatabaseConnection, text: string): boolean {
  const { min, max } = usernameLengths(connection)
  return text.length >= min && text.length <= max && /^[a-zA-Z0-9_+\-.!#$^`~@']*$/.test(text) && !isEmail(text)
}
