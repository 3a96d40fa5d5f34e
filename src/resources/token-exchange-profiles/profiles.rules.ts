/** What schemas cannot say of a profile. */
import { createPublicKey, type webcrypto } from 'node:crypto'
import { Problem } from '#kernel/problem.ts'
import { findConnection } from '#resources/connections/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { TrustedIssuer } from './profiles.schema.ts'

const refuse = (what: string, property: string): never => {
  throw new Problem(400, 'invalid_body', `Payload validation error: '${what}' on property ${property}.`)
}

/** Names that mean something already, here or elsewhere. */
const reserved = [/^https?:\/\/([a-z0-9-]+\.)*(auth0|okta)\.com(\/|$)/i, /^urn:(ietf|auth0|okta):/i]

export function checkSubjectTokenType(type: string): void {
  if (!/^(https?:\/\/|urn:)[\x21-\x7e]+$/i.test(type) || !URL.canParse(type)) refuse('A URL or URN of your own is needed, such as urn:example:partner-token', 'subject_token_type')
  if (reserved.some((pattern) => pattern.test(type))) refuse('This name is reserved', 'subject_token_type')
}

export async function checkTrustedIssuer(ctx: TenantContext, trusted: TrustedIssuer): Promise<void> {
  const { jwks_uri: uri, jwks, user_by: by, connection, creation_behavior, update_behavior } = trusted
  if ((uri === undefined) === (jwks === undefined)) refuse('Give either jwks_uri or jwks', 'trusted_issuer.jwks_uri')
  if (uri !== undefined && URL.parse(uri)?.protocol !== 'https:') refuse('An https address is needed', 'trusted_issuer.jwks_uri')
  for (const key of jwks?.keys ?? []) checkKey(key)
  if (by === 'connection') {
    if (connection === undefined || (await findConnection(ctx, connection))?.name !== connection) refuse('The connection does not exist', 'trusted_issuer.connection')
  } else if (connection !== undefined || creation_behavior === 'create_if_not_exists' || update_behavior === 'replace') {
    refuse('Only with user_by connection', 'trusted_issuer.connection')
  }
}

function checkKey(key: Record<string, unknown>): void {
  if ('d' in key || 'k' in key) refuse('Only public keys are needed: a private or shared one is for its owner alone', 'trusted_issuer.jwks')
  try {
    createPublicKey({ key: key as webcrypto.JsonWebKey, format: 'jwk' })
  } catch {
    refuse('One of the keys cannot be read', 'trusted_issuer.jwks')
  }
}
