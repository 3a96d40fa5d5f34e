/** From a known tenant to the endpoint: the only file that speaks to the HTTP library. It finds routes and decodes path parameters. */
import { fastify, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Endpoint, HttpMethod, HttpRequest } from '#kernel/exchange.ts'
import type { IncomingMessage } from 'node:http'
import { mediaType, readBody } from './body.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import type { Desk, Exchange } from './desk.ts'
import { faultReply, malformed, tooMany, unknownPath, wrongMethod } from './faults.ts'
import type { HttpOptions } from './options.ts'
import { parseCookies, parseParameters } from './parameters.ts'
import { Refused } from './refused.ts'
import { routeTable, type Route } from './route-table.ts'

/** Ids with a connection prefix and long client ids fit; the library's own 100 would answer 404. */
const longestParameter = 2048

export type Router = (exchange: Exchange) => void

type Needs<Context> = Pick<HttpOptions<Context>, 'contextFor' | 'originAllowed' | 'limit'> & { desk: Desk; bodyLimit: number }

export async function createRouter<Context>(endpoints: readonly Endpoint<Context>[], needs: Needs<Context>): Promise<Router> {
  const { desk } = needs
  const exchanges = new WeakMap<IncomingMessage, Exchange>()
  const table = routeTable(endpoints)
  const fault = (exchange: Exchange, what: Parameters<typeof faultReply>[1]) => desk.answer(exchange, faultReply(desk.asked(exchange), what))
  // The library only routes: bodies, answers and errors are ours, so every reply is taken out of its hands.
  const handled =
    (act: (exchange: Exchange, params: Record<string, string>) => unknown) =>
    (request: FastifyRequest, reply: FastifyReply): void => {
      reply.hijack()
      act(exchanges.get(request.raw)!, request.params as Record<string, string>)
    }

  const app = fastify({
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: longestParameter, ignoreTrailingSlash: true, querystringParser: () => ({}) },
    frameworkErrors: (_error, request, reply) => {
      reply.hijack()
      fault(exchanges.get(request.raw)!, malformed('The path of this request is not properly encoded.'))
    },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.setErrorHandler((error: { code?: string }, request, reply) => {
    reply.hijack()
    const refused = error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? new Refused(415, 'The Content-Type of this request cannot be read.') : error
    desk.answerThrown(exchanges.get(request.raw)!, refused)
  })
  app.setNotFoundHandler(handled((exchange) => {
    const allowed = table.allowedAt(exchange.path)
    fault(exchange, allowed === undefined ? unknownPath : wrongMethod(allowed))
  }))

  for (const route of table.routes) {
    for (const [method, endpoint] of route.endpoints) {
      const methods = method === 'GET' ? ['GET', 'HEAD'] : [method]
      app.route({ method: methods, url: route.pattern, handler: handled((exchange, params) => serve(exchange, params, endpoint, needs)) })
    }
    if (!route.endpoints.has('OPTIONS')) {
      app.route({ method: 'OPTIONS', url: route.pattern, handler: handled((exchange, params) => preflight(exchange, params, route, needs)) })
    }
  }
  await app.ready()

  // Most requests ask for a path without parameters, spelled as declared: these find their endpoint without the library's life cycle.
  const plain = new Map(table.routes.filter(({ pattern }) => !/[:*]/.test(pattern)).map(({ pattern, endpoints: here }) => [pattern, here]))
  return (exchange) => {
    const { request } = exchange
    const endpoint = plain.get(exchange.path)?.get(request.method as HttpMethod)
    if (endpoint && (request.method === 'GET' || plainType.test(request.headers['content-type'] ?? ''))) return void serve(exchange, {}, endpoint, needs)
    exchanges.set(request, exchange)
    app.routing(request, exchange.response)
  }
}

/** A type that nobody has to look at twice; every other one is judged by the library. */
const plainType = /^application\/(?:json|x-www-form-urlencoded)(?:; ?charset=utf-8)?$/i

async function serve<Context>(exchange: Exchange, params: Record<string, string>, endpoint: Endpoint<Context>, needs: Needs<Context>): Promise<void> {
  exchange.endpoint = endpoint.name
  let extra: Record<string, string> = {}
  try {
    const request = describe(exchange, params)
    const context = await needs.contextFor(request, exchange.tenant!)
    extra = await corsHeaders(endpoint.cors, exchange.request.headers.origin, request.origin, (origin) => needs.originAllowed(context, origin))
    const limited = needs.limit && (await needs.limit(endpoint, request, exchange.tenant!, context))
    if (limited) extra = { ...extra, ...limited.headers }
    if (limited?.refused) return needs.desk.answer(exchange, faultReply(needs.desk.asked(exchange), tooMany(needs.desk.asked(exchange))), extra)
    request.body = request.method === 'GET' ? undefined : await readBody(exchange.request, needs.bodyLimit)
    needs.desk.answer(exchange, await endpoint.handle(request, context), extra)
  } catch (error) {
    finish(exchange, needs, error, extra)
  }
}

async function preflight<Context>(exchange: Exchange, params: Record<string, string>, route: Route<Context>, needs: Needs<Context>): Promise<void> {
  try {
    const { headers } = exchange.request
    const wanted = headers['access-control-request-method'] as HttpMethod | undefined
    const endpoint = wanted && route.endpoints.get(wanted)
    if (!endpoint) return needs.desk.answer(exchange, { status: 204, headers: { allow: route.allowed } })
    exchange.endpoint = endpoint.name
    const request = describe(exchange, params)
    const context = await needs.contextFor(request, exchange.tenant!)
    const granted = await corsHeaders(endpoint.cors, headers.origin, request.origin, (origin) => needs.originAllowed(context, origin))
    needs.desk.answer(exchange, { status: 204, headers: { allow: route.allowed } }, preflightHeaders(granted, route.allowed))
  } catch (error) {
    finish(exchange, needs, error, {})
  }
}

/** Even the answer to an error can fail (a header that cannot be sent); then the connection says enough. */
function finish<Context>(exchange: Exchange, needs: Needs<Context>, error: unknown, extra: Record<string, string>): void {
  try {
    needs.desk.answerThrown(exchange, error, extra)
  } catch (again) {
    try {
      needs.desk.answerThrown(exchange, again)
    } catch {
      exchange.response.destroy()
    }
  }
}

function describe({ request, arrival, path }: Exchange, params: Record<string, string>): HttpRequest {
  const url = request.url!
  for (const value of Object.values(params)) if (value.includes('\0')) throw new Refused(400, 'The path contains a NUL character.')
  return {
    method: request.method === 'HEAD' ? 'GET' : (request.method as HttpMethod),
    path,
    params: Object.assign(Object.create(null), params) as Record<string, string>,
    query: parseParameters(path.length < url.length ? url.slice(path.length + 1) : ''),
    headers: request.headers as Record<string, string | undefined>,
    cookies: parseCookies(request.headers.cookie),
    body: undefined,
    contentType: mediaType(request.headers['content-type']),
    ip: arrival.ip,
    origin: arrival.origin,
    hostname: arrival.host!.hostname,
    secure: arrival.secure,
    clientCertificate: arrival.certificate,
    id: arrival.id,
  }
}
