/** Who may ask for the state of the appliance, and where. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const healthKeyDigest = setting({
  ...common, id: 'monitoring.health-key', title: 'Key of the health service', environment: 'BAILIWICK_HEALTH_KEY_SHA256',
  about: 'SHA-256 (64 hexadecimal digits) of the password that goes with the user api_keys_health at /health/status/… and /metrics; empty closes them. `health.generateKey` makes and applies a new one.',
  schema: Type.String({ pattern: '^([0-9a-f]{64})?$', description: '64 hexadecimal digits in lower case, or empty' }), default: '', secret: true,
})

export const healthPort = setting({
  ...common, id: 'monitoring.health-port', title: 'Health port', environment: 'BAILIWICK_HEALTH_PORT', scope: 'node',
  about: 'A plain HTTP port of its own for monitoring tools inside the network: /status/…, /testall, /livez, /readyz, /metrics. 9110 by custom; 0 keeps it closed.',
  schema: Type.Integer({ minimum: 0, maximum: 65535 }), default: 0,
})

export const internetAddress = setting({
  ...common, id: 'monitoring.internet-address', title: 'Address to test the internet with', environment: 'BAILIWICK_INTERNET_ADDRESS',
  about: 'An https address that answers HEAD with 200, for example an update mirror; empty where the appliance lives without the internet.',
  schema: Type.String({ pattern: '^(https://\\S+)?$', description: 'an address that begins with https://, or empty', maxLength: 500 }), default: '',
})

export const balancerAddress = setting({
  ...common, id: 'monitoring.balancer-address', title: 'Address of /testall at the load balancer', environment: 'BAILIWICK_BALANCER_ADDRESS',
  about: 'Asked once a minute by every node; an alert of severity urgent follows when it does not answer 200 OK. For example https://manage.example.com/testall. Its certificate must be one that machines trust. Empty: nobody asks.',
  schema: Type.String({ pattern: '^(https?://[^\\s@]+)?$', description: 'an address that begins with https:// or http://, or empty', maxLength: 500 }), default: '',
})

export const healthSettings = [healthKeyDigest, healthPort, internetAddress, balancerAddress]
