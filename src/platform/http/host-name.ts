import { isIPv6 } from 'node:net'

/** The authority a client names: `main.example:8443`. Anything that is not plainly a host and a port is refused (RFC 9110 section 7.2). */
export type HostName = {
  /** Lower case, without a dot at the end; an IPv6 address without its brackets. */
  hostname: string
  /** undefined: the scheme's own. */
  port: number | undefined
}

const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const name = new RegExp(`^(${label}(?:\\.${label})*)\\.?(?::([0-9]{1,5}))?$`)
const ipv6 = /^\[([0-9a-f:.]{2,45})\](?::([0-9]{1,5}))?$/

/** undefined: malformed. */
export function parseHostName(text: string): HostName | undefined {
  const lower = text.toLowerCase()
  const match = lower.length <= 261 ? (name.exec(lower) ?? ipv6.exec(lower)) : null
  if (!match) return undefined
  const port = match[2] === undefined ? undefined : Number(match[2])
  if (port !== undefined && (port === 0 || port > 65535)) return undefined
  if (lower.startsWith('[') && !isIPv6(match[1]!)) return undefined
  return { hostname: match[1]!, port }
}

/** `localhost` and names under it, which browsers and resolvers keep on the machine itself (RFC 6761 section 6.3). */
export const isLocalName = (hostname: string): boolean => hostname === 'localhost' || hostname.endsWith('.localhost')
