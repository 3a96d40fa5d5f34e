/** Where certificates are ordered. Off until an address is set. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const acmeDirectory = setting({
  ...common, id: 'acme.directory-url', title: 'ACME directory', environment: 'BAILIWICK_ACME_DIRECTORY_URL',
  about: 'Address of the ACME server (RFC 8555) that managed certificates are ordered from, for example https://acme-v02.api.letsencrypt.org/directory; setting it agrees to its terms of service. Empty: none are ordered. The server must reach port 80 of the hosts.',
  schema: Type.String({ pattern: '^(https://\\S+)?$', description: 'an address that begins with https://, or empty', maxLength: 500 }), default: '',
})

export const acmeEmail = setting({
  ...common, id: 'acme.email', title: 'ACME contact', environment: 'BAILIWICK_ACME_EMAIL',
  about: 'Address that the ACME server may write to.', schema: Type.String({ pattern: '^([^@\\s<>]+@[^@\\s<>]+)?$', description: 'an e-mail address, or empty', maxLength: 254 }), default: '',
})

export const acmeHosts = setting({
  ...common, id: 'acme.appliance-hosts', title: 'Order for the appliance\'s own hosts', environment: 'BAILIWICK_ACME_APPLIANCE_HOSTS',
  about: 'Whether the certificate of dashboard, configuration tenant and every tenant\'s host is ordered too, and again when a tenant is made. An uploaded one is left alone until it ends.',
  schema: Type.Boolean(), default: false,
})

export const acmeKeyId = setting({
  ...common, id: 'acme.eab-key-id', title: 'ACME account binding: key id', about: 'Where the ACME server wants new accounts bound to one of its own (RFC 8555 section 7.3.4).',
  schema: Type.String({ maxLength: 500 }), default: '',
})

export const acmeKey = setting({
  ...common, id: 'acme.eab-key', title: 'ACME account binding: key', about: 'The key that belongs to the key id, base64url.', schema: Type.String({ maxLength: 1_000 }), default: '', secret: true,
})

export const acmeSettings = [acmeDirectory, acmeEmail, acmeHosts, acmeKeyId, acmeKey]
