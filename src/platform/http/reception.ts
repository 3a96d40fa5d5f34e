/** The first look at a request: health answers to anybody, then which host, which tenant, and whether plain HTTP will do. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authority } from '#kernel/exchange.ts'
import { arrive, mayStayPlain, type Arrival, type Surroundings } from './arrival.ts'
import type { Desk, Exchange } from './desk.ts'
import { faultReply, malformed, unknownHost, wrongMethod } from './faults.ts'
import { healthReply } from './health.ts'
import type { HttpOptions } from './options.ts'
import type { Router } from './router.ts'
import { nearest, normalAddress } from './proxies.ts'
import { isKnownMethod, knownMethods, objection } from './target.ts'

type Needs = Pick<HttpOptions<never>, 'addresses' | 'cache' | 'rootTenant' | 'healthy' | 'doors'> & {
  desk: Desk
  around: Surroundings
  routers: Record<Authority, Router>
  urlLimit: number
}

export function createReception(needs: Needs): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    response.on('error', () => {}) // a client that left; the log has its line already
    const arrival = arrive(request, needs.around)
    const exchange: Exchange = { request, response, arrival, path: '' }
    receive(exchange, needs).catch((error: unknown) => needs.desk.answerThrown(exchange, error))
  }
}

async function receive(exchange: Exchange, needs: Needs): Promise<void> {
  const { request, arrival } = exchange
  const { desk } = needs
  const refuse = (fault: Parameters<typeof faultReply>[1]) => desk.answer(exchange, faultReply(desk.asked(exchange), fault))

  const complaint = objection(request)
  exchange.path = request.url!.split('?', 1)[0]!
  if (complaint !== undefined) return refuse(malformed(complaint))
  if (request.url!.length > needs.urlLimit) return refuse(malformed(`The address is longer than ${needs.urlLimit} characters.`, 414))
  const opened = needs.doors?.({ method: request.method ?? '', path: exchange.path, headers: request.headers, safe: arrival.secure || arrival.direct })
  // No redirect: the host is not known to be ours yet, and the credentials have been shown already.
  if (opened === 'only over TLS') return refuse(malformed('This path answers only over TLS; use https.', 403))
  if (opened) return desk.answer(exchange, await opened)
  if (exchange.path === '/testall') return desk.answer(exchange, await healthReply(request.method, needs.healthy))
  if (!isKnownMethod(request.method)) return refuse(wrongMethod(knownMethods))

  if (!arrival.host && request.headers.host) return refuse(malformed('The Host header cannot be read.'))
  const where = arrival.host && needs.addresses.resolve(arrival.host.hostname)
  if (!where) return refuse(unknownHost)
  const tenant = await needs.cache.tenant(where.authority === 'manage' ? needs.rootTenant : where.name)
  if (!tenant) return refuse(unknownHost)
  exchange.tenant = tenant
  if (where.authority === 'tenant' && where.clientHeader !== undefined && arrival.believed) arrival.ip = addressIn(request.headers[where.clientHeader]) ?? arrival.ip
  if (!arrival.secure && !mayStayPlain(arrival)) return desk.answer(exchange, toHttps(request, arrival, needs.addresses.httpsPort))
  needs.routers[where.authority](exchange)
}

/** The header is the proxy's own: it has one address, or a list whose last the proxy wrote. */
const addressIn = (header: string | string[] | undefined): string | undefined => normalAddress(nearest(Array.isArray(header) ? header.at(-1) : header) ?? '')

/** Only ever to a host that is ours, and to the configured port, whatever port the client named. */
function toHttps(request: IncomingMessage, arrival: Arrival, port: number) {
  const safe = request.method === 'GET' || request.method === 'HEAD'
  const location = `https://${arrival.host!.hostname}${port === 443 ? '' : `:${port}`}${request.url}`
  // 308 keeps method and body; 301 is what every old client knows.
  return { status: safe ? 301 : 308, headers: { location } }
}
