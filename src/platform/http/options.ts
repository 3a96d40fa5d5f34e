import type { Endpoint, HttpReply, HttpRequest } from '#kernel/exchange.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { Addresses } from '#platform/addresses/index.ts'
import type { Logger } from '#platform/log/index.ts'

/** PEM texts; `cert` is the leaf first, then its intermediates. */
export type Certificate = { cert: string; key: string }

/** A request of which only the outside is known. */
export type Knock = {
  method: string
  /** Without the query. */
  path: string
  headers: Record<string, string | string[] | undefined>
  /** Over TLS, or from this machine itself. */
  safe: boolean
}

/** `endpoint` is undefined where no endpoint was found or asked. */
export type Answered = { endpoint: string | undefined; method: string; status: number; seconds: number; /** Bytes of the request's body, as its sender announced them. */ bytes: number }

export type Limited = { headers: Record<string, string>; refused?: unknown }

export type HttpOptions<Context> = {
  /** Names, and method + path within an authority, must be unique; otherwise `listen` throws. */
  endpoints: readonly Endpoint<Context>[]
  /** Called once a request, before its body is read: keep the `request` object itself, `body` is set on it afterwards. */
  contextFor: (request: HttpRequest, tenant: Tenant) => Context | Promise<Context>
  addresses: Pick<Addresses, 'httpsPort' | 'httpPort' | 'resolve'>
  cache: { tenant(name: string): Promise<Tenant | undefined> }
  log: Logger
  certificate: Certificate
  /** By the name that a client asks for in the handshake (SNI); undefined: `certificate`. The same object as long as it is the same certificate. */
  certificateFor?: (host: string) => Certificate | undefined
  /** Ports to listen on; 0 picks a free one (the same in every worker of a cluster). */
  httpsPort: number
  httpPort: number
  /** A third port, which asks for client certificates (and serves those who have none); only endpoints that take certificates answer there. */
  certificates?: {
    port: number
    /** PEM; none: every certificate counts as unverified. */
    authorities: () => string
  }
  /** Address to listen on; absent: all, IPv6 and IPv4. */
  host?: string
  /** The tenant whose context endpoints of the `manage` authority get: `config`. */
  rootTenant: string
  /** May a page of `origin` call the tenant's endpoints of `cors: 'clients'` and read the answers? */
  originAllowed: (context: Context, origin: string) => Promise<boolean>
  /** Paths that answer on every host and both ports, before host and tenant are looked at. undefined: not one of them. */
  doors?: (knock: Knock) => Promise<HttpReply> | 'only over TLS' | undefined
  /** How many requests may still come, before one is served. The headers go with the answer; `refused` is answered with 429. */
  limit?: (endpoint: Endpoint<Context>, request: HttpRequest, tenant: Tenant, context: Context) => Limited | undefined | Promise<Limited | undefined>
  /** Told of every answer. */
  onAnswered?: (answered: Answered) => void
  /** The oldest TLS version spoken; read at the start and whenever a certificate is set. */
  oldestTls?: () => 'TLSv1.2' | 'TLSv1.3'
  /** Behind `/testall`; false, a throw or five seconds of silence answer 503. */
  healthy: () => Promise<boolean>
  /** Addresses and CIDR ranges whose forwarding headers are believed. Read at each request. */
  trustedProxies?: () => readonly string[]
  /** PROXY protocol v1 and v2. When on, a trusted peer must begin each connection with it. Read at each connection. */
  proxyProtocol?: () => boolean
  /** Bytes of a request body; 1 MiB. */
  bodyLimit?: number
  /** Characters of the request target; 16384. */
  urlLimit?: number
  timeouts?: Partial<Timeouts>
  /** Reference ids; 16 hexadecimal digits of the system's randomness unless given. */
  referenceId?: () => string
}

/** Milliseconds. */
export type Timeouts = {
  /** Until a request's headers are complete, and a PROXY header or TLS handshake before them. */
  headers: number
  /** Until a whole request has arrived. */
  request: number
  /** Between requests of one connection. Longer than the 60 s of common load balancers, so that they close first. */
  keepAlive: number
  /** Silence on a connection in either direction. */
  idle: number
}

export type DrainLimits = {
  /** How long idle connections may stay; 3000. A client that uses one meanwhile is answered and told to close. */
  idleMs?: number
  /** After this everything is cut; 8000. */
  limitMs?: number
}

export type HttpServers = {
  /** Resolves with the real ports. A port in use or forbidden throws `StartFailure`. */
  listen(): Promise<{ httpsPort: number; httpPort: number; certificatePort?: number }>
  /** Accepts nothing new, answers what is under way, and resolves when all connections have ended. */
  drain(limits?: DrainLimits): Promise<void>
  /** For connections from now on; the running ones keep theirs. */
  setCertificate(certificate: Certificate): void
}
