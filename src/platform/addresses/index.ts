/**
 * Which host name stands for what. Pure: the table of names is derived from the base domain, the ports and the custom domains that it is given.
 * Whether a tenant of that name exists is for `cache` to say.
 */
export type Addresses = {
  baseDomain: string
  /** The port in public links: the listening port unless the setting says otherwise. */
  httpsPort: number
  httpPort: number
  /** `https://manage.<base>[:port]` */
  manageOrigin: string
  /** The same for somebody who came by `origin`: who is on plain HTTP (loopback names only) stays there, and sees no certificate warning. */
  manageOriginFor(origin: string): string
  /** undefined: not a name of ours. `clientHeader`: where a trusted proxy before this custom domain says who its client is. */
  resolve(hostname: string): { authority: 'manage' } | { authority: 'tenant'; name: string; clientHeader?: string | undefined } | undefined
  hostOf(tenantName: string): string
  /** `https://<tenant>.<base>[:port]`, no slash at the end. */
  canonicalOrigin(tenantName: string): string
  /** Every origin that stands for the tenant, the canonical one first. */
  originsOf(tenantName: string): string[]
  /** The same host where client certificates are asked for; undefined: nowhere. */
  certificateOriginFor(origin: string): string | undefined
  /** The origin in links that no request of a person asked for: the tenant's default custom domain when it has one. */
  defaultOrigin(tenantName: string): string
}

/** The ready custom domains: of one host, and of one tenant. */
export type CustomDomains = { find(host: string): { tenant: string; clientHeader?: string | undefined } | undefined; of(tenantName: string): readonly { host: string; isDefault: boolean }[] }

/** The tenant that plain `localhost` stands for. */
export const firstTenant = 'main'
export const rootTenant = 'config'
export const manageLabel = 'manage'

export function createAddresses(options: { baseDomain: string; httpsPort: number; httpPort: number; certificatePort?: number | undefined; domains?: CustomDomains }): Addresses {
  const { httpsPort, httpPort, certificatePort, domains } = options
  const baseDomain = options.baseDomain.toLowerCase()
  const local = baseDomain === 'localhost' || baseDomain.endsWith('.localhost')
  const https = (host: string) => `https://${host}${httpsPort === 443 ? '' : `:${httpsPort}`}`
  const http = (host: string) => `http://${host}${httpPort === 80 ? '' : `:${httpPort}`}`
  const hostOf = (name: string) => `${name}.${baseDomain}`
  return {
    baseDomain,
    httpsPort,
    httpPort,
    manageOrigin: https(hostOf(manageLabel)),
    manageOriginFor: (origin) => (local && origin.startsWith('http:') ? http : https)(hostOf(manageLabel)),
    hostOf,
    resolve(hostname) {
      const host = hostname.toLowerCase().replace(/\.$/, '')
      if (host === 'localhost') return { authority: 'tenant', name: firstTenant }
      if (host.endsWith(`.${baseDomain}`)) {
        const label = host.slice(0, -baseDomain.length - 1)
        if (label === manageLabel) return { authority: 'manage' }
        if (/^[a-z0-9][a-z0-9-]*$/.test(label)) return { authority: 'tenant', name: label }
      }
      const own = domains?.find(host)
      return own && { authority: 'tenant', name: own.tenant, clientHeader: own.clientHeader }
    },
    canonicalOrigin: (name) => https(hostOf(name)),
    originsOf(name) {
      const hosts = name === firstTenant ? [hostOf(name), 'localhost'] : [hostOf(name)]
      // Plain HTTP answers only on loopback names (`http.ts` sees to that), so only they can be issuers there.
      const own = (domains?.of(name) ?? []).map(({ host }) => host)
      return [...hosts.map(https), ...own.map(https), ...hosts.filter((host) => local || host === 'localhost').map(http)]
    },
    certificateOriginFor: (origin) => (certificatePort === undefined ? undefined : `https://${new URL(origin).hostname}${certificatePort === 443 ? '' : `:${certificatePort}`}`),
    defaultOrigin: (name) => https(domains?.of(name).find(({ isDefault }) => isDefault)?.host ?? hostOf(name)),
  }
}
