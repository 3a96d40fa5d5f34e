/** What a token is bound to, and whether it has to be. */
import { OAuthError } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Client } from '#resources/clients/index.ts'
import type { ResourceServer } from '#resources/resource-servers/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { isPublic, thumbprintOf } from '../client-authentication/index.ts'
import { profileOf } from '../profile/index.ts'
import { proofIn } from './proof.ts'

/** What the caller of the token endpoint has shown to hold. */
export type Possession = {
  /** Thumbprint of the key of a DPoP proof. */
  jkt?: string | undefined
  /** Thumbprint of the certificate of the connection. */
  x5t?: string | undefined
}

/** The `cnf` claim (RFC 7800 section 3.1). */
export type Binding = { jkt: string } | { 'x5t#S256': string }

/**
 * A DPoP proof always binds (RFC 9449 section 5). A certificate binds where the API or the application wants it: it may have been shown only to authenticate.
 * @throws OAuthError when the API or the application insists on a binding and nothing fitting was shown.
 */
export function bindingFor(client: Client, api: ResourceServer | undefined, shown: Possession): Binding | undefined {
  const policy = api?.proof_of_possession
  const wantsCertificate = policy?.mechanism === 'mtls'
  const insists = policy?.required === true && (policy.required_for !== 'public_clients' || isPublic(client))
  if (insists && wantsCertificate && shown.x5t === undefined) throw missing(`The API ${api?.identifier} takes only tokens bound to a client certificate.`)
  if (insists && !wantsCertificate && shown.jkt === undefined) throw missing(`The API ${api?.identifier} takes only tokens bound by a DPoP proof.`)
  const bound = client.require_proof_of_possession === true || profileOf(client) !== undefined
  if (bound && shown.jkt === undefined && shown.x5t === undefined) {
    throw missing('This application gets only tokens bound by a DPoP proof or a client certificate.')
  }
  if (shown.jkt !== undefined && !(insists && wantsCertificate)) return { jkt: shown.jkt }
  if (shown.x5t !== undefined && (wantsCertificate || bound)) return { 'x5t#S256': shown.x5t }
  return undefined
}

const missing = (sentence: string) => new OAuthError(400, 'invalid_request', sentence)

/**
 * At a resource: the token's binding is proved by this request, in the scheme that fits it (RFC 9449 section 7.1, RFC 8705 section 3).
 * @returns whether it is. @throws OAuthError 400 for a proof that is wrong in itself.
 */
export async function checkBinding(ctx: TenantContext, request: HttpRequest, token: { text: string; claims: Record<string, unknown>; scheme: 'Bearer' | 'DPoP' }): Promise<boolean> {
  const cnf = token.claims['cnf'] as Partial<Record<'jkt' | 'x5t#S256', string>> | undefined
  if (token.scheme === 'DPoP' || cnf?.jkt !== undefined) {
    if (token.scheme !== 'DPoP' || cnf?.jkt === undefined) return false
    return (await proofIn(ctx, request, { accessToken: token.text })) === cnf.jkt
  }
  if (cnf === undefined) return true
  return cnf['x5t#S256'] !== undefined && thumbprintOf(request) === cnf['x5t#S256']
}
