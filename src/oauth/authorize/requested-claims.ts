/**
 * The `claims` parameter (OpenID Connect Core section 5.5), as far as it is honoured: whom the application expects, when the person signed in, and how.
 * Other claims come with their scopes alone: a person is asked about scopes. That is why discovery does not announce the parameter.
 */
import { RedirectError } from './errors.ts'

export type RequestedClaims = {
  /** `sub` with a value. */
  subject: string | undefined
  authTime: boolean
  /** One of these `acr` values is essential. */
  acr: readonly string[] | undefined
}

/** Characters. */
const longest = 8192
const malformed = () => new RedirectError('invalid_request', 'Parameter claims must be a JSON object of requested claims.')

export function readClaims(text: string | undefined): RequestedClaims {
  const request = text === undefined ? {} : object(parsed(text))
  const members = [request['id_token'], request['userinfo']].map((member) => (member === undefined || member === null ? {} : object(member)))
  const asked = (name: string) => members.map((member) => member[name]).filter((each) => each !== undefined && each !== null).map(object)
  const subject = asked('sub').map((each) => each['value']).find((value) => value !== undefined)
  if (subject !== undefined && typeof subject !== 'string') throw malformed()
  const essential = asked('acr').find((each) => each['essential'] === true)
  return { subject, authTime: members[0]!['auth_time'] !== undefined, acr: essential && values(essential) }
}

function values(request: Record<string, unknown>): string[] | undefined {
  const list = Array.isArray(request['values']) ? request['values'] : request['value'] === undefined ? undefined : [request['value']]
  return list?.filter((value): value is string => typeof value === 'string')
}

function parsed(text: string): unknown {
  try {
    return text.length > longest ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function object(value: unknown): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw malformed()
  return value as Record<string, unknown>
}
