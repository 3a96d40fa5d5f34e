import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const syntheticTenant = setting({
  id: 'monitoring.synthetic-login-tenant', title: 'Tenant of the synthetic login', environment: 'BAILIWICK_SYNTHETIC_LOGIN_TENANT', scope: 'appliance', takesEffect: 'at once',
  about: 'Name of the tenant in which a person of the appliance\'s own signs in every minute through the real pages, from every node; its log and statistics do not show it. Choose one like production. Empty: nobody signs in.',
  schema: Type.String({ pattern: '^([a-z0-9][a-z0-9-]{0,61}[a-z0-9])?$', description: 'the name of a tenant, or empty' }), default: '',
})
