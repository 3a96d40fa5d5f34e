/** Who stands in front of the appliance. */
import { X509Certificate } from 'node:crypto'
import { OneOf, Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

export const trustedProxies = setting({
  id: 'network.trusted-proxies',
  title: 'Trusted proxies',
  about: 'Addresses and CIDR ranges of load balancers whose X-Forwarded-For, X-Forwarded-Proto and PROXY protocol are believed.',
  schema: Type.Array(Type.String({ pattern: '^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$', description: 'an IP address or a range such as 10.0.0.0/8' })),
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

export const publicCertificatePort = setting({
  id: 'network.public-certificate-port',
  title: 'Public port for client certificates',
  about: 'Port in mtls_endpoint_aliases when a load balancer or port mapping shows another one than --certificate-port, or asks for client certificates itself; 0 means the same.',
  schema: Type.Integer({ minimum: 0, maximum: 65535 }),
  default: 0,
  scope: 'appliance',
  takesEffect: 'restart',
  environment: 'BAILIWICK_PUBLIC_CERTIFICATE_PORT',
})

export const clientAuthorities = setting({
  id: 'https.client-authorities',
  title: 'Authorities of client certificates',
  about: 'Certificates (PEM, one after the other, up to the root) of the authorities whose client certificates count as verified at the port for client certificates. Empty: none does.',
  schema: Type.Refine(Type.String({ maxLength: 200_000 }), isBundle, () => 'must be certificates of authorities in PEM form, one after the other'),
  default: '',
  scope: 'appliance',
  takesEffect: 'at once',
  environment: 'BAILIWICK_CLIENT_AUTHORITIES',
})

/** Nothing but certificates, each readable and an authority's: what TLS would refuse must be refused here. */
function isBundle(text: string): boolean {
  const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
  try {
    return text.replace(block, '').trim() === '' && (text.match(block) ?? []).every((pem) => new X509Certificate(pem).ca)
  } catch {
    return false
  }
}

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

export const networkSettings = [oldestTls, trustedProxies, proxyProtocol, publicHttpsPort, publicCertificatePort, clientAuthorities]
