/** JSON from strangers: what the parser takes but what would hurt further in (prototypes, Postgres text) is refused here. */
import { Refused } from './refused.ts'

/** Deeper than any documented body. */
const depthLimit = 64

/** Throws `Refused` 400. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refused(400, 'The body is not valid JSON.')
  }
  inspect(value)
  return value
}

function inspect(root: unknown): void {
  const waiting: [value: unknown, depth: number][] = [[root, 1]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, depth] = next
    if (typeof value === 'string') inspectText(value)
    if (value === Infinity || value === -Infinity) throw new Refused(400, 'A number in the body is too large.')
    if (typeof value !== 'object' || value === null) continue
    if (depth > depthLimit) throw new Refused(400, `The body is nested more than ${depthLimit} levels deep.`)
    if (Array.isArray(value)) for (const item of value) waiting.push([item, depth + 1])
    else
      for (const [key, member] of Object.entries(value)) {
        // JSON.parse makes these plain members; the next Object.assign would make them prototypes.
        if (key === '__proto__') throw new Refused(400, 'The body has a member named __proto__.')
        inspectText(key)
        waiting.push([member, depth + 1])
      }
  }
}

/** Postgres stores neither NUL nor half of a surrogate pair. */
function inspectText(text: string): void {
  if (text.includes('\0')) throw new Refused(400, 'A text in the body contains a NUL character.')
  if (!text.isWellFormed()) throw new Refused(400, 'A text in the body is not well-formed Unicode.')
}
