/** Whose appliance this is, for everything that leaves it and may meet the like of other appliances. Owns one setting. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const companyHandle = setting({
  id: 'company.handle', title: 'Company handle', scope: 'appliance', takesEffect: 'at once', environment: 'BAILIWICK_COMPANY_HANDLE',
  about: 'A short name of this installation, lower case, without spaces or special characters. Subjects of alert mails and webhooks carry it, and metrics that go to a collector (service.namespace), so that several appliances can share a mailbox and a collector. Empty: none. The company as people read it is responsibilities.subscriber-name.',
  schema: Type.String({ pattern: '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$' }), default: '',
})
