/** Query strings, form bodies and cookies as objects without a prototype, so that no name a client invents means anything. */
import { Refused } from './refused.ts'

/** More than any form of ours has; what a hostile client sends beyond is refused, not counted. */
const parameterLimit = 1000

/** `application/x-www-form-urlencoded`, as queries are too. A name that comes twice becomes an array in the order sent. */
export function parseParameters(text: string): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = Object.create(null)
  let count = 0
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > parameterLimit) throw new Refused(400, 'There are too many parameters.')
    if (name.includes('\0') || value.includes('\0')) throw new Refused(400, 'A parameter contains a NUL character.')
    const before = result[name]
    if (before === undefined) result[name] = value
    else if (Array.isArray(before)) before.push(value)
    else result[name] = [before, value]
  }
  return result
}

/** RFC 6265 section 5.4: the more specific path comes first, so the first of two equal names counts. */
export function parseCookies(header: string | undefined): Record<string, string> {
  const result: Record<string, string> = Object.create(null)
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals < 1) continue
    const name = pair.slice(0, equals).trim()
    if (name in result) continue
    const raw = pair.slice(equals + 1).trim()
    result[name] = decoded(raw.startsWith('"') && raw.endsWith('"') && raw.length > 1 ? raw.slice(1, -1) : raw)
  }
  return result
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
