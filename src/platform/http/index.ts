/**
 * The HTTP door of a web worker: an HTTPS port and an HTTP port, both answering by host name. The only folder that knows the HTTP library.
 *
 *     createHttpServers<Context>(options: HttpOptions<Context>): HttpServers
 *     HttpServers = { listen(): Promise<{ httpsPort, httpPort }>; drain(limits?): Promise<void>; setCertificate({ cert, key }): void }
 *
 * Owns: the way from a connection to a `HttpRequest` (PROXY protocol, trusted proxies, host name, tenant, route, body), the way
 * from a `HttpReply` or something thrown to bytes (security headers, CORS, error shapes), and the end of both (drain).
 * States of a server: created → listening → draining → closed; there is no way back.
 * Does not know: any endpoint, any table, how certificates come to be (`platform/tls`), how workers live (`platform/processes`).
 */
export { createHttpServers } from './servers.ts'
export { trusting } from './proxies.ts'
export type { Answered, Certificate, DrainLimits, HttpOptions, HttpServers, Knock, Limited } from './options.ts'
