/** One of everything in a tenant, so that the sweep has ids to ask for: a new resource adds its line here. */
import { connectionName, type Management } from '../management.ts'
import { authorizeUrl, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

export type Furniture = {
  /** By resource name: path parameter → value. */
  ids: Record<string, Record<string, string>>
  /** By operation id: a body that its schema accepts. */
  bodies: Record<string, unknown>
  /** By operation id: a query that a list must have. */
  queries: Record<string, string>
  snapshot(): Promise<unknown>
  before: unknown
}

/** Somebody signs in, so that there is a session and a refresh token. */
async function visit(api: Management, person: { email: string; password: string }): Promise<void> {
  const redirect_uri = 'https://furniture.example/callback'
  const app = await api.must<{ client_id: string; client_secret: string }>('POST /clients', {
    name: 'Chair', app_type: 'regular_web', callbacks: [redirect_uri], grant_types: ['authorization_code', 'refresh_token'],
  })
  const page = await signIn(visitor(), authorizeUrl(api.origin, { client_id: app.client_id, redirect_uri, scope: 'openid offline_access' }), person)
  const code = returned(page).get('code') ?? ''
  await token(api.origin, { grant_type: 'authorization_code', client_id: app.client_id, client_secret: app.client_secret, code, redirect_uri })
}

export async function furnish(api: Management): Promise<Furniture> {
  const person = { email: 'furniture@example.com', password: 'Correct-Horse-7-Battery' }
  const client = await api.must<{ client_id: string }>('POST /clients', { name: 'Furniture' })
  const server = await api.must<{ id: string }>('POST /resource-servers', { name: 'Furniture', identifier: 'https://furniture.example/', scopes: [{ value: 'sit' }] })
  const grant = await api.must<{ id: string }>('POST /client-grants', { client_id: client.client_id, audience: 'https://furniture.example/', scope: ['sit'] })
  const connection = await api.must<{ id: string }>('POST /connections', { name: 'furniture', strategy: 'auth0' })
  const user = await api.must<{ user_id: string }>('POST /users', { connection: connectionName, ...person })
  const userId = user.user_id
  await visit(api, person)
  const { sessions: [session] } = await api.must<{ sessions: { id: string }[] }>(`GET /users/${encodeURIComponent(userId)}/sessions`)
  const { tokens: [refreshToken] } = await api.must<{ tokens: { id: string }[] }>(`GET /users/${encodeURIComponent(userId)}/refresh-tokens`)
  const role = await api.must<{ id: string }>('POST /roles', { name: 'furniture' })
  const [log] = await api.must<{ log_id: string }[]>('GET /logs?per_page=1')
  const [key] = await api.must<{ kid: string }[]>('GET /keys/signing')
  const credential = await api.must<{ id: string }>(`POST /clients/${client.client_id}/credentials`, { credential_type: 'cert_subject_dn', subject_dn: 'CN=chair' })
  const profile = await api.must<{ id: string }>('POST /token-exchange-profiles', {
    name: 'Furniture', subject_token_type: 'urn:furniture:token', type: 'custom_authentication', trusted_issuer: { issuer: 'https://furniture.example/', jwks_uri: 'https://furniture.example/jwks', user_by: 'id' },
  })
  const job = await api.must<{ id: string }>('POST /jobs/verification-email', { user_id: userId })
  const domain = await api.must<{ custom_domain_id: string }>('POST /custom-domains', { domain: 'login.furniture.example', type: 'self_managed_certs' })
  await api.must('POST /emails/provider', { name: 'smtp', enabled: false, credentials: { smtp_host: 'mail.example' } })
  // Templates have documented names, so neighbours need different ones to be told apart.
  const letter = { template: api.origin.includes('neighbour') ? 'blocked_account' : 'welcome_email', body: 'Welcome', subject: 'Welcome', from: null, syntax: 'liquid', enabled: false }
  await api.must('POST /email-templates', letter)
  const permissions = { permissions: [{ permission_name: 'sit', resource_server_identifier: 'https://furniture.example/' }] }
  const paths = [`/clients/${client.client_id}`, `/resource-servers/${server.id}`, `/client-grants/${grant.id}`, `/connections/${connection.id}`, `/users/${encodeURIComponent(user.user_id)}`, `/roles/${role.id}`, `/users/${encodeURIComponent(user.user_id)}/roles`, `/roles/${role.id}/permissions`, `/token-exchange-profiles/${profile.id}`, `/sessions/${session!.id}`, `/refresh-tokens/${refreshToken!.id}`, `/custom-domains/${domain.custom_domain_id}`, `/clients/${client.client_id}/credentials`]
  const snapshot = () => Promise.all(paths.map((path) => api.must(`GET ${path}`)))
  return {
    ids: {
      clients: { id: client.client_id },
      resourceServers: { id: server.id },
      clientGrants: { id: grant.id },
      connections: { id: connection.id },
      users: { id: userId, provider: 'auth0', user_id: userId.slice(userId.indexOf('|') + 1) },
      roles: { id: role.id },
      userRoles: { id: userId },
      userPermissions: { id: userId },
      userBlocks: { id: userId },
      anomalyBlocks: { id: '203.0.113.1' },
      logs: { id: log?.log_id ?? '' },
      signingKeys: { kid: key!.kid },
      sessions: { id: session!.id },
      userSessions: { id: userId, user_id: userId },
      refreshTokens: { id: refreshToken!.id },
      userRefreshTokens: { user_id: userId },
      grants: { id: 'none' },
      jobs: { id: job.id },
      customDomains: { id: domain.custom_domain_id },
      tokenExchangeProfiles: { id: profile.id },
      emailTemplates: { templateName: letter.template },
      letters: { template: 'not-sent' },
      clientCredentials: { client_id: client.client_id, credential_id: credential.id },
      deviceCredentials: { id: refreshToken!.id },
    },
    bodies: {
      'clients.update': { description: 'x' },
      'resourceServers.update': { name: 'x' },
      'clientGrants.update': { scope: [] },
      'connections.update': { options: { disable_signup: true } },
      'connections.updateClients': [{ client_id: client.client_id, status: false }],
      'users.update': { name: 'x' },
      'users.link': { provider: 'auth0', user_id: 'x' },
      'userRoles.assign': { roles: [role.id] },
      'userRoles.remove': { roles: [role.id] },
      'userPermissions.add': permissions,
      'userPermissions.remove': permissions,
      'roles.update': { description: 'x' },
      'roles.addPermissions': permissions,
      'roles.removePermissions': permissions,
      'roles.assign': { users: [userId] },
      'sessions.update': { session_metadata: { x: 'y' } },
      'refreshTokens.update': { refresh_token_metadata: { x: 'y' } },
      'userSessions.revokeAccess': {},
      'clientCredentials.create': { credential_type: 'cert_subject_dn', subject_dn: 'CN=table' },
      'customDomains.update': { domain_metadata: { x: 'y' } },
      'customDomains.setDefault': { domain: new URL(api.origin).hostname },
      'emailTemplates.update': { enabled: false },
      'emailTemplates.replace': letter,
      'letters.preview': {},
      'letters.test': { to: 'nobody@example.com' },
      'tokenExchangeProfiles.update': { name: 'Chair' },
      'clientCredentials.update': { expires_at: null },
    },
    queries: {
      'refreshTokens.list': `?user_id=${encodeURIComponent(userId)}`,
      'connections.deleteUser': '?email=furniture%40example.com',
      'userBlocks.listByIdentifier': '?identifier=furniture%40example.com',
      'usersByEmail.list': '?email=furniture%40example.com',
    },
    snapshot,
    before: await snapshot(),
  }
}
