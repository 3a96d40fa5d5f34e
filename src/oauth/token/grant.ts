/**
 * The hole that a grant fills. The endpoint parses, authenticates the client, checks that it may use the grant, applies policy, writes,
 * signs and records; a grant only proves who the tokens are for and what was asked.
 */
import type { Client } from '#resources/clients/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Audience, GrantedScopes } from '../policy/index.ts'
import type { CallingClient } from '../client-authentication/index.ts'
import type { Possession } from '../possession/index.ts'
import { grantFitsProfile } from '../profile/index.ts'
import type { Parameters } from '../parameters/index.ts'

export type TokenRequest = CallingClient & { parameters: Parameters; possession: Possession }

/** What the grant proved. */
export type Proof = ClientProof | PersonProof

/** The application acts for itself. */
export type ClientProof = {
  for: 'client'
  audience: Audience
  scopes: readonly string[]
  permissions: readonly string[] | undefined
  gty: string
}

/** The application acts for a person. */
export type PersonProof = {
  for: 'person'
  user: User
  connection: string
  audience: Audience | undefined
  /** Asked and consented, not yet held against what the person may do; the endpoint's policy does that. */
  asked: readonly string[]
  /** Set when policy has been applied a moment ago, at /authorize. */
  granted?: GrantedScopes
  gty: string | readonly string[] | undefined
  nonce?: string | undefined
  authTime?: number | undefined
  sessionId?: string | undefined
  amr?: readonly string[] | undefined
  /** `authorization_details` (RFC 9396) that the person has agreed to. */
  authorizationDetails?: readonly Record<string, unknown>[] | undefined
  refresh:
    /** A new family begins when offline_access was granted. */
    | { kind: 'begin'; familyId: string; codeHash?: Buffer }
    /** The token presented stays valid, nothing new is handed out. */
    | { kind: 'keep' }
    /** Already written by the same statement that consumed the old one. */
    | { kind: 'rotated'; token: string }
  /** Set by token exchange (RFC 8693): `act`, when the new token ends at the latest (seconds since the epoch), and what it is called. */
  exchange?: { actor?: Record<string, unknown> | undefined; notAfter?: number | undefined; issuedTokenType: string }
  /** Log event code of success, where it is not the grant's. */
  event?: string
  /** For the log. */
  details?: Record<string, unknown>
}

export type Grant = {
  /** `grant_type`. */
  type: string
  /** Other names under which a client may have been allowed it. */
  allowedAs?: readonly string[]
  /** Further configuration of a client that stands for having been allowed it. */
  allows?(client: Client): boolean
  /** Log event codes. */
  events: { success: string; failure: string }
  /** For the log: `Authorization Code for Access Token`. */
  about: string
  prove(ctx: TenantContext, request: TokenRequest): Promise<Proof>
}

export const may = (client: Client, grant: Grant): boolean => {
  const allowed = new Set(client.grant_types ?? [])
  return grantFitsProfile(client, grant.type) && ([grant.type, ...(grant.allowedAs ?? [])].some((type) => allowed.has(type)) || grant.allows?.(client) === true)
}
