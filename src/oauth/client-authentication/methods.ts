import type { Client } from '#resources/clients/index.ts'

/** `secret`: by header or body, whichever the application prefers. */
export type Method = 'none' | 'secret' | 'private_key_jwt' | 'client_secret_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth'

const byCredentials = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const

/** The one way this application authenticates. Registered credentials outrank the older field, which cannot name them. */
export function methodOf(client: Client): Method {
  const registered = byCredentials.find((method) => client.client_authentication_methods?.[method])
  if (registered) return registered
  const named: string | undefined = client.token_endpoint_auth_method
  if (named === 'none') return 'none'
  return named === 'client_secret_jwt' ? 'client_secret_jwt' : 'secret'
}

export const isPublic = (client: Client): boolean => methodOf(client) === 'none'
