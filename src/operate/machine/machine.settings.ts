import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const hostsFile = setting({
  id: 'network.hosts-file', title: 'Hosts file', environment: 'BAILIWICK_HOSTS_FILE', scope: 'node', takesEffect: 'at once',
  about: 'Where this machine keeps the addresses of the other nodes; `re-ip` writes there.',
  // Whoever may change settings must not be able to aim it at any other file.
  schema: Type.String({ pattern: '^/([^/]+/)*hosts$', description: 'an absolute path that ends in hosts', maxLength: 500 }), default: '/etc/hosts',
})

export const machineSettings = [hostsFile]
