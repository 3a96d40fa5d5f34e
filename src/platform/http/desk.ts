/** Where every exchange ends: the answer goes out, one line goes into the log. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpReply } from '#kernel/exchange.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Arrival } from './arrival.ts'
import { thrownReply, type Asked } from './faults.ts'
import type { Answered } from './options.ts'
import { ClientGone } from './refused.ts'
import { writeReply } from './reply.ts'

export type Exchange = {
  request: IncomingMessage
  response: ServerResponse
  arrival: Arrival
  /** Without the query. */
  path: string
  tenant?: Tenant
  /** Name of the endpoint, once a route is found. */
  endpoint?: string
}

export type Desk = {
  answer(exchange: Exchange, reply: HttpReply, extra?: Record<string, string>): void
  /** Answers something thrown; a bug is logged whole under the id that the caller sees. */
  answerThrown(exchange: Exchange, error: unknown, extra?: Record<string, string>): void
  asked(exchange: Exchange): Asked
}

/** In the log; a path may be as long as the address limit. */
const longestPath = 512

export function createDesk(options: { log: Logger; state: { draining: boolean }; onAnswered?: ((answered: Answered) => void) | undefined }): Desk {
  const { log, state, onAnswered } = options

  const fields = ({ request, arrival, path, tenant, endpoint }: Exchange) => ({
    request: arrival.id,
    method: request.method,
    path: path.slice(0, longestPath),
    ms: Math.round(performance.now() - arrival.began),
    tenant: tenant?.name,
    endpoint,
    ip: arrival.ip,
  })

  const asked = ({ request, arrival, path }: Exchange): Asked => ({ path, accept: request.headers.accept, id: arrival.id })

  const answer: Desk['answer'] = (exchange, reply, extra = {}) => {
    writeReply(exchange.request, exchange.response, exchange.arrival, reply, { extra, closing: state.draining })
    log.info('A request was answered.', { ...fields(exchange), status: reply.status })
    onAnswered?.({ endpoint: exchange.endpoint, method: exchange.request.method ?? '', status: reply.status, seconds: (performance.now() - exchange.arrival.began) / 1000, bytes: Number(exchange.request.headers['content-length']) || 0 })
  }

  const answerThrown: Desk['answerThrown'] = (exchange, error, extra) => {
    if (error instanceof ClientGone || exchange.response.destroyed) return log.debug('A client went away unanswered.', fields(exchange))
    const { reply, unexpected } = thrownReply(asked(exchange), error)
    if (unexpected) log.error('A request failed.', { ...fields(exchange), error })
    else logDetail(error, exchange)
    if (exchange.response.headersSent) return void exchange.response.destroy()
    for (const name of exchange.response.getHeaderNames()) exchange.response.removeHeader(name)
    answer(exchange, reply, extra)
  }

  const logDetail = (error: unknown, exchange: Exchange) => {
    const detail = (error as { options?: { detail?: string } }).options?.detail
    if (detail !== undefined) log.info('A request was refused.', { ...fields(exchange), detail })
  }

  return { answer, answerThrown, asked }
}
