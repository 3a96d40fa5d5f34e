/** Who stands in front of the appliance. */
import { OneOf, Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const trustedProxies = setting({
  id: 'network.trusted-proxies',
  title: 'Trusted proxies',
  about: 'Addresses and CIDR ranges of load balancers whose X-Forwarded-For, X-Forwarded-Proto and PROXY protocol are believed.',
  schema: Type.Array(Type.String({ pattern: '^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$' })),
  default: [],
  scope: 'appliance',
  takesEffect: 'at once',
  environment: 'BAILIWICK_TRUSTED_PROXIES',
})

export const proxyProtocol = setting({
  id: 'network.proxy-protocol',
  title: 'PROXY protocol',
  about: 'Trusted proxies begin each connection with a PROXY protocol header (v1 or v2) that names the client.',
  schema: Type.Boolean(),
  default: false,
  scope: 'appliance',
  takesEffect: 'at once',
  environment: 'BAILIWICK_PROXY_PROTOCOL',
})

export const publicHttpsPort = setting({
  id: 'network.public-https-port',
  title: 'Public HTTPS port',
  about: 'Port in issuers and links when a load balancer or port mapping shows another one than the appliance listens on; 0 means the same.',
  schema: Type.Integer({ minimum: 0, maximum: 65535 }),
  default: 0,
  scope: 'appliance',
  takesEffect: 'restart',
  environment: 'BAILIWICK_PUBLIC_HTTPS_PORT',
})

export const oldestTls = setting({
  id: 'https.oldest-tls-version',
  title: 'Oldest TLS version',
  about: '1.2 serves every client of the last decade; 1.3 refuses the older ones. Versions before 1.2 are not spoken at all.',
  schema: OneOf(['1.2', '1.3']),
  default: '1.2',
  scope: 'appliance',
  takesEffect: 'at once',
  environment: 'BAILIWICK_OLDEST_TLS_VERSION',
})

export const networkSettings = [oldestTls, trustedProxies, proxyProtocol, publicHttpsPort]
