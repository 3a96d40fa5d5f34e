/** Whether people of the dashboard make tenants of their own. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const newTenants = setting({
  id: 'dashboard.new-tenants', title: 'New tenants by anybody', unit: 'tenants', scope: 'appliance', takesEffect: 'at once', environment: 'BAILIWICK_NEW_TENANTS',
  about: 'How many isolated tenants each person of the dashboard may make and then administers, without any permission in the configuration area. 0: only whoever runs the appliance makes tenants.',
  schema: Type.Integer({ minimum: 0, maximum: 1000 }), default: 0,
})
