import type { HttpRequest } from '#kernel/exchange.ts'

/** The parameters that this server reads. Any other is ignored, as is `auth0Client`, by which libraries introduce themselves. */
export const knownParameters = [
  'client_id', 'response_type', 'redirect_uri', 'scope', 'audience', 'resource', 'state', 'nonce', 'response_mode', 'code_challenge', 'code_challenge_method',
  'prompt', 'max_age', 'connection', 'screen_hint', 'login_hint', 'ui_locales', 'organization', 'organization_name', 'invitation',
  'acr_values', 'claims', 'id_token_hint', 'authorization_details', 'request', 'request_uri', 'dpop_jkt',
] as const

export type ParameterName = (typeof knownParameters)[number]

/** Pushed by the authenticated application (RFC 9126); signed by it (RFC 9101). */
export type Via = 'pushed' | 'signed'

type Stored = Partial<Record<ParameterName, string>> & { via?: Via[] }

export type AuthorizeParameters = {
  /** undefined when absent, empty, or sent more than once. */
  get(name: ParameterName): string | undefined
  /** Known parameters that were sent more than once. */
  repeated: readonly ParameterName[]
  /** How they came, beyond the browser. */
  via: ReadonlySet<Via>
  /** What a later resumption needs: known parameters only, one value each. */
  stored: Stored
}

/** From the query, or from the form of a POST (OpenID Connect Core section 3.1.2.1); a parameter in both counts as sent twice. */
export function fromRequest(request: HttpRequest): AuthorizeParameters {
  const sources = [request.query, ...(request.method === 'POST' && isRecord(request.body) ? [request.body] : [])]
  const stored: Stored = {}
  const repeated: ParameterName[] = []
  for (const name of knownParameters) {
    const values = sources.flatMap((source) => source[name] ?? []).filter((value): value is string => typeof value === 'string')
    if (values.length > 1) repeated.push(name)
    else if (values[0]) stored[name] = values[0]
  }
  return { get: (name) => stored[name], repeated, via: new Set(), stored }
}

/** From what a login transaction or a pushed request kept, or from a request object; `via` adds to what stands there. */
export function fromStored(value: unknown, via: readonly Via[] = []): AuthorizeParameters {
  const stored: Stored = {}
  for (const name of knownParameters) {
    const text = isRecord(value) ? value[name] : undefined
    if (typeof text === 'string' && text !== '') stored[name] = text
  }
  const before = isRecord(value) && Array.isArray(value['via']) ? value['via'].filter((each): each is Via => each === 'pushed' || each === 'signed') : []
  const ways = new Set<Via>([...before, ...via])
  if (ways.size > 0) stored.via = [...ways]
  return { get: (name) => stored[name], repeated: [], via: ways, stored }
}

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value)
