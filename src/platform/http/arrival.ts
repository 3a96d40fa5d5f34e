/** What is known of a request before anybody has looked at what it wants: who sent it, to which host, how safely. */
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { isLocalName, parseHostName, type HostName } from './host-name.ts'
import { clientAddress, isLoopback, nearest, normalAddress, type Trust } from './proxies.ts'
import type { NamedBy } from './proxy-gate.ts'

export type Arrival = {
  /** Reference id. */
  id: string
  /** `performance.now()` at the first sight. */
  began: number
  ip: string
  /** undefined: no Host, or one that cannot be read. */
  host: HostName | undefined
  secure: boolean
  /** Scheme, host and port for links; never carries a port that only the client claims. */
  origin: string
  /** Shown in the handshake at our own port for them, or reported by a trusted proxy. */
  certificate: { pem: string; verified: boolean } | undefined
  /** The peer is a trusted proxy. */
  believed: boolean
  /** The peer is this machine itself and nobody stands between. */
  direct: boolean
}

export type Surroundings = {
  trust: Trust
  namedBy: NamedBy
  /** What the handshake of a connection showed; absent where no certificates are asked for. */
  shownOn?: (socket: TLSSocket) => Arrival['certificate']
  addresses: { httpsPort: number; httpPort: number }
  referenceId: () => string
}

const text = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value)

export function arrive(request: IncomingMessage, around: Surroundings): Arrival {
  const { trust, addresses } = around
  const overTls = (request.socket as TLSSocket).encrypted === true
  const named = around.namedBy(request.socket)
  const socketAddress = normalAddress(request.socket.remoteAddress ?? '') ?? 'unknown'
  const peer = named?.source ?? socketAddress
  const believed = trust(peer)
  const header = (name: string) => (believed ? text(request.headers[name]) : undefined)

  const forwardedFor = header('x-forwarded-for')
  const scheme = nearest(header('x-forwarded-proto'))?.toLowerCase()
  const forwardedHost = nearest(header('x-forwarded-host'))
  const proxied = forwardedFor !== undefined || scheme !== undefined || forwardedHost !== undefined

  const host = parseHostName(forwardedHost ?? request.headers.host ?? '')
  const secure = overTls || scheme === 'https'
  return {
    id: around.referenceId(),
    began: performance.now(),
    ip: clientAddress(peer, forwardedFor, trust),
    host,
    secure,
    origin: host ? originOf(host, secure, proxied ? (host.port ?? 443) : addresses.httpsPort, addresses.httpPort) : '',
    // A proxy's own certificate, shown to us, is not its client's.
    certificate: certificateOf(header('client-certificate'), header('client-certificate-ca-verified')) ?? (proxied ? undefined : around.shownOn?.(request.socket as TLSSocket)),
    believed,
    direct: !proxied && named === undefined && isLoopback(socketAddress),
  }
}

/** URL-encoded PEM, as proxies write it; what cannot be decoded counts as none. */
function certificateOf(pem: string | undefined, verified: string | undefined): Arrival['certificate'] {
  if (pem === undefined || pem === '') return undefined
  try {
    return { pem: decodeURIComponent(pem), verified: verified === 'SUCCESS' }
  } catch {
    return undefined
  }
}

/** `port` is for https; behind a trusted proxy it is the one that the proxy was asked at, otherwise the configured one. */
function originOf(host: HostName, secure: boolean, port: number, httpPort: number): string {
  const name = host.hostname.includes(':') ? `[${host.hostname}]` : host.hostname
  if (secure) return `https://${name}${port === 443 ? '' : `:${port}`}`
  return `http://${name}${httpPort === 80 ? '' : `:${httpPort}`}`
}

/** Plain HTTP is for the machine itself, under names that never leave it. */
export const mayStayPlain = (arrival: Arrival): boolean =>
  arrival.direct && arrival.host !== undefined && isLocalName(arrival.host.hostname)
