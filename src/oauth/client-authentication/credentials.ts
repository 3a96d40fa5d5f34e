/** What an application has registered to prove itself with. */
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { credentialsOfClient, type Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

export type ClientCredential = {
  id: string
  credential_type: string
  kid?: string | null | undefined
  alg?: string | null | undefined
  /** A public key or a certificate. */
  pem?: string | null | undefined
  subject_dn?: string | null | undefined
  /** Hexadecimal or base64url. */
  thumbprint_sha256?: string | null | undefined
  expires_at?: string | Date | null | undefined
}

export type RegisteredFor = 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth' | 'signed_request_object'

/** Those registered for this use that have not expired. */
export async function credentialsFor(ctx: TenantContext, client: Client, use: RegisteredFor): Promise<ClientCredential[]> {
  const listed = listOf(client, use)
  const known: readonly ClientCredential[] = await credentialsOfClient(ctx, client.client_id)
  const ids = new Set(listed.map((entry) => entry['id']))
  const now = ctx.clock.now().getTime()
  return known.filter((credential) => ids.has(credential.id) && (!credential.expires_at || new Date(credential.expires_at).getTime() > now))
}

/** The public keys that may have signed something of this application's: by `kid` when the message names one, and only with the registered algorithm. */
export async function clientKeys(ctx: TenantContext, client: Client, use: 'private_key_jwt' | 'signed_request_object', header: Record<string, unknown>): Promise<KeyObject[]> {
  const { kid, alg } = header
  const fitting = (await credentialsFor(ctx, client, use)).filter(
    (credential) => credential.pem && (kid === undefined || !credential.kid || credential.kid === kid) && (!credential.alg || credential.alg === alg),
  )
  return fitting.map(({ pem }) => publicKey(pem!)).filter((key) => key !== undefined)
}

function publicKey(pem: string): KeyObject | undefined {
  try {
    return pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem)
  } catch {
    return undefined
  }
}

function listOf(client: Client, use: RegisteredFor): Record<string, unknown>[] {
  const holder = use === 'signed_request_object' ? client.signed_request_object : client.client_authentication_methods?.[use]
  const list = (holder as { credentials?: unknown } | undefined)?.credentials
  return Array.isArray(list) ? (list as Record<string, unknown>[]) : []
}
