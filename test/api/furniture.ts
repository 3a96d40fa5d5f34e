/** One of everything in a tenant, so that the sweep has ids to ask for: a new resource adds its line here. */
import { connectionName, type Management } from '../management.ts'

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

export async function furnish(api: Management): Promise<Furniture> {
  const client = await api.must<{ client_id: string }>('POST /clients', { name: 'Furniture' })
  const server = await api.must<{ id: string }>('POST /resource-servers', { name: 'Furniture', identifier: 'https://furniture.example/', scopes: [{ value: 'sit' }] })
  const grant = await api.must<{ id: string }>('POST /client-grants', { client_id: client.client_id, audience: 'https://furniture.example/', scope: ['sit'] })
  const connection = await api.must<{ id: string }>('POST /connections', { name: 'furniture', strategy: 'auth0' })
  const user = await api.must<{ user_id: string }>('POST /users', { connection: connectionName, email: 'furniture@example.com', password: 'Correct-Horse-7-Battery' })
  const role = await api.must<{ id: string }>('POST /roles', { name: 'furniture' })
  const [log] = await api.must<{ log_id: string }[]>('GET /logs?per_page=1')
  const [key] = await api.must<{ kid: string }[]>('GET /keys/signing')
  const permissions = { permissions: [{ permission_name: 'sit', resource_server_identifier: 'https://furniture.example/' }] }
  const paths = [`/clients/${client.client_id}`, `/resource-servers/${server.id}`, `/client-grants/${grant.id}`, `/connections/${connection.id}`, `/users/${encodeURIComponent(user.user_id)}`, `/roles/${role.id}`, `/users/${encodeURIComponent(user.user_id)}/roles`, `/roles/${role.id}/permissions`]
  const snapshot = () => Promise.all(paths.map((path) => api.must(`GET ${path}`)))
  const userId = user.user_id
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
      logs: { id: log?.log_id ?? '' },
      signingKeys: { kid: key!.kid },
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
    },
    queries: {
      'connections.deleteUser': '?email=furniture%40example.com',
      'usersByEmail.list': '?email=furniture%40example.com',
    },
    snapshot,
    before: await snapshot(),
  }
}
