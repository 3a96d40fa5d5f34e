import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const dnsServers = setting({
  id: 'names.dns-servers',
  title: 'Name servers for verification',
  about: 'Addresses, with port where it is not 53, of the name servers that are asked whether a custom domain is its tenant\'s. Empty: those of the system.',
  schema: Type.Array(Type.String({ pattern: '^([0-9.]+|[0-9A-Fa-f:]+|\\[[0-9A-Fa-f:]+\\])(:[0-9]{1,5})?$', description: 'an IP address, with a port where it is not the usual one' }), { maxItems: 5 }),
  default: [],
  scope: 'appliance',
  takesEffect: 'at once',
  environment: 'BAILIWICK_DNS_SERVERS',
})

export const customDomainSettings = [dnsServers]
