import { randomFillSync } from 'node:crypto'
import type { ServerOptions } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import type { Endpoint } from '#kernel/exchange.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { createServer as createHttp } from '#platform/node-http/index.ts'
import { createDesk } from './desk.ts'
import { trackConnections, type Drainable } from './drain.ts'
import type { Certificate, HttpOptions, HttpServers, Timeouts } from './options.ts'
import { trustOf } from './proxies.ts'
import { createProxyGate } from './proxy-gate.ts'
import { createReception } from './reception.ts'
import { createRouter } from './router.ts'
import { asksForCertificates, shownOn } from './client-certificates.ts'

const usual: Timeouts = { headers: 15_000, request: 60_000, keepAlive: 75_000, idle: 120_000 }

const mebibyte = 1024 * 1024
const noProxies: readonly string[] = []

/** Nothing is opened before `listen`, which also reports endpoints that clash. */
export function createHttpServers<Context>(options: HttpOptions<Context>): HttpServers {
  const { log } = options
  const timeouts = { ...usual, ...options.timeouts }
  const state = { draining: false }
  const desk = createDesk({ log, state, onAnswered: options.onAnswered })
  const trust = trustOf(options.trustedProxies ?? (() => noProxies))
  const gate = createProxyGate({ enabled: options.proxyProtocol ?? (() => false), trust, timeout: timeouts.headers, log })
  const needs = { contextFor: options.contextFor, originAllowed: options.originAllowed, ...(options.limit && { limit: options.limit }), desk, bodyLimit: options.bodyLimit ?? mebibyte }
  const of = (belongs: (endpoint: Endpoint<Context>) => boolean) => createRouter(options.endpoints.filter(belongs), needs)
  const routers = Promise.all([of(({ authority }) => authority === 'tenant'), of(({ authority }) => authority === 'manage'), of(({ takesCertificates }) => takesCertificates === true), of(() => false)])
  routers.catch(() => {}) // told by `listen`

  const serverOptions: ServerOptions = {
    maxHeaderSize: 32 * 1024,
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: Math.min(2000, timeouts.headers),
    noDelay: true,
    insecureHTTPParser: false,
  }
  const tlsOptions = { ...options.certificate, minVersion: options.oldestTls?.() ?? 'TLSv1.2', ALPNProtocols: ['http/1.1'], handshakeTimeout: timeouts.headers } as const
  const { certificates, certificateFor } = options
  const https = createHttps({ ...serverOptions, ...tlsOptions, ...(certificateFor && { SNICallback: byName(certificateFor) }) })
  const http = createHttp(serverOptions)
  const asks = () => asksForCertificates(certificates?.authorities() ?? '')
  const asking = certificates && createHttps({ ...serverOptions, ...tlsOptions, ...asks(), ...(certificateFor && { SNICallback: byName(certificateFor, asks) }) })
  const servers: Drainable[] = [https, http, ...(asking ? [asking] : [])]
  for (const server of servers) {
    server.setTimeout(timeouts.idle)
    server.on('clientError', refuseBytes)
    gate.guard(server)
  }
  const drains = servers.map(trackConnections)

  return {
    async listen() {
      const [tenant, manage, taking, nothing] = await routers
      const around = { trust, namedBy: gate.namedBy, addresses: options.addresses, referenceId: options.referenceId ?? referenceIds() }
      const urlLimit = options.urlLimit ?? 16_384
      const reception = createReception({ ...options, desk, around, routers: { tenant, manage }, urlLimit })
      for (const server of [https, http]) server.on('request', reception)
      asking?.on('request', createReception({ ...options, desk, around: { ...around, shownOn }, routers: { tenant: taking, manage: nothing }, urlLimit }))
      try {
        const httpsPort = await open(https, options.httpsPort, options.host)
        const httpPort = await open(http, options.httpPort, options.host)
        return { httpsPort, httpPort, ...(asking && { certificatePort: await open(asking, certificates.port, options.host) }) }
      } catch (error) {
        for (const server of servers) server.close()
        throw error
      }
    },
    async drain(limits) {
      state.draining = true
      await Promise.all(drains.map((drain) => drain(limits)))
    },
    setCertificate({ cert, key }) {
      const secure = { cert, key, minVersion: options.oldestTls?.() ?? 'TLSv1.2' } as const
      https.setSecureContext(secure)
      if (asking) asking.setSecureContext({ ...secure, ...asks() })
    },
  }
}

/** The certificate of the host that is asked for (RFC 6066 section 3). Versions of TLS are decided by the server's own context. */
function byName(certificateFor: (host: string) => Certificate | undefined, more?: () => SecureContextOptions) {
  const contexts = new WeakMap<Certificate, SecureContext>()
  return (host: string, done: (error: Error | null, context?: SecureContext) => void) => {
    try {
      const found = certificateFor(host.toLowerCase())
      if (!found) return done(null)
      // What the port asks of clients may have changed since; only contexts without that are kept.
      const context = (more ? undefined : contexts.get(found)) ?? createSecureContext({ cert: found.cert, key: found.key, ...more?.() })
      if (!more) contexts.set(found, context)
      done(null, context)
    } catch (error) {
      done(error as Error)
    }
  }
}

/** 64 random bits each, drawn a few hundred at a time: a call to the generator costs as much as writing an answer's head. */
function referenceIds(): () => string {
  const stock = Buffer.alloc(4096)
  let used = stock.length
  return () => {
    if (used === stock.length) {
      randomFillSync(stock)
      used = 0
    }
    used += 8
    return stock.toString('hex', used - 8, used)
  }
}

function open(server: Drainable, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new StartFailure(exitCodes.portInUse, `Port ${port} is in use by another program.`, error))
      else if (error.code === 'EACCES') reject(new StartFailure(exitCodes.noPermission, `Port ${port} may not be opened by this user.`, error))
      else reject(error)
    }
    server.once('error', failed)
    server.listen(host === undefined ? { port } : { port, host }, () => {
      server.off('error', failed)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

const refusals: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What is not HTTP gets one line and the end of the connection, never a second reading of the same bytes. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const status = refusals[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n\r\n`, () => socket.destroy())
}
