/** What a schema cannot say about an application: rules between fields, and what is documented but not built yet. */
import { Problem } from '#kernel/problem.ts'
import { NoOrganizations } from './clients.contract.ts'
import type { Client } from './clients.schema.ts'

type Candidate = Partial<Client>

const refuse = (what: string, property: string): never => {
  throw new Problem(400, 'invalid_body', `Payload validation error: '${what}' on property ${property}.`)
}

/** The whole application as it would be after the change. */
export function checkClient(client: Candidate): void {
  checkRefreshToken(client.refresh_token)
  checkMetadata(client.client_metadata)
  const thirdParty = client.is_first_party === false
  if (thirdParty && (client.organization_usage !== undefined || client.organization_require_behavior !== undefined)) throw NoOrganizations()
  if (client.token_endpoint_auth_method === 'none' && client.grant_types?.includes('client_credentials')) {
    // RFC 6749 section 4.4: only confidential clients may use it.
    refuse('client_credentials needs a client that authenticates: token_endpoint_auth_method must not be none', 'grant_types')
  }
  if (client.compliance_level?.startsWith('fapi1')) unsupported(`the compliance_level ${client.compliance_level}`)
  for (const field of ['token_vault_privileged_access', 'express_configuration'] as const) {
    if (client[field] !== undefined) unsupported(field)
  }
}

/** There is one way to authenticate: registered credentials, or what the older field names. A change to credentials clears the older field. */
export function checkMethods(sent: Record<string, unknown>, kept: Candidate): void {
  const [registered, named] = [sent['client_authentication_methods'], sent['token_endpoint_auth_method']]
  const keeps = registered === undefined && kept.client_authentication_methods !== undefined
  if (named && (registered || keeps)) refuse('client_authentication_methods and token_endpoint_auth_method cannot both be set: send null for one of them', 'token_endpoint_auth_method')
}

/** Storing what would then not be enforced would be a promise broken in silence. */
function unsupported(field: string): never {
  throw new Problem(400, 'operation_not_supported', `This server does not support ${field} yet.`)
}

function checkRefreshToken(settings: Candidate['refresh_token']): void {
  if (!settings) return
  if (settings.rotation_type === 'rotating' && settings.expiration_type === 'non-expiring') {
    refuse('Rotating refresh tokens must expire: expiration_type must be expiring', 'refresh_token.expiration_type')
  }
  const bounded = !settings.infinite_token_lifetime && !settings.infinite_idle_token_lifetime
  if (bounded && (settings.idle_token_lifetime ?? 0) > (settings.token_lifetime ?? Infinity)) {
    refuse('idle_token_lifetime must not be longer than token_lifetime', 'refresh_token.idle_token_lifetime')
  }
}

function checkMetadata(metadata: Candidate['client_metadata']): void {
  const names = Object.keys(metadata ?? {})
  if (names.length > 10) refuse(`Too many properties defined (${names.length}), maximum 10`, 'client_metadata')
  const long = names.find((name) => name.length > 255)
  if (long !== undefined) refuse(`Property name is too long (${long.length} chars), maximum 255`, 'client_metadata')
}
