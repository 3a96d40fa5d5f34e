/** What each role on a tenant may do, as scopes of its Management API. Nobody gets the scopes that speak of one's own account in the tenant. */
import { managementScopes } from '#resources/tenants/index.ts'

export const administratorRoles = ['administrator', 'developer', 'support', 'viewer'] as const
export type AdministratorRole = (typeof administratorRoles)[number]

const everything = managementScopes.map(({ value }) => value).filter((scope) => !scope.includes(':current_user'))
/** Reading these hands out what signs in as somebody else. */
const revealing = ['read:client_keys', 'read:client_credentials', 'read:user_idp_tokens', 'read:rules_configs']
const reading = everything.filter((scope) => scope.startsWith('read:') && !revealing.includes(scope))
const changing = (...nouns: string[]) => everything.filter((scope) => nouns.includes(scope.slice(scope.indexOf(':') + 1)))

export const scopesOf: Record<AdministratorRole, readonly string[]> = {
  administrator: everything,
  developer: [
    ...reading, 'read:client_keys', 'read:client_credentials', 'create:users', 'update:users', 'create:user_tickets', 'update:users_app_metadata',
    ...changing('clients', 'client_keys', 'client_credentials', 'client_grants', 'resource_servers', 'connections', 'connections_keys', 'roles', 'role_members',
      'branding', 'prompts', 'email_templates', 'actions', 'rules', 'rules_configs', 'hooks', 'device_credentials', 'grants'),
  ].filter(once),
  support: [
    ...reading, 'create:user_tickets', 'update:users', 'update:users_app_metadata',
    ...changing('sessions', 'refresh_tokens', 'device_credentials', 'grants', 'anomaly_blocks', 'role_members'),
  ].filter(once),
  viewer: reading,
}

function once(scope: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(scope) === index
}
