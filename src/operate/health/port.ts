/** The port for monitoring tools alone: plain HTTP, opened by the supervisor, so that it answers when every web worker hangs. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { HttpReply } from '#kernel/exchange.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { createServer } from '#platform/node-http/index.ts'
import type { LiveSettings } from '#platform/settings/index.ts'
import { healthDoors, type Answers } from './doors.ts'
import { healthPort } from './health.settings.ts'

export type HealthPort = { /** 0: closed. */ port(): number; stop(): Promise<void> }

/** Follows the setting: opened, moved and closed when it changes. A port that cannot be had is said in the log and does not stop the appliance. */
export async function openHealthPort(options: { settings: LiveSettings; clock: Clock; log: Logger; answers: Answers }): Promise<HealthPort> {
  const { settings, log } = options
  const doors = healthDoors({ ...options, bare: true })
  let server: Server | undefined
  let wanted = 0
  let turn: Promise<void> = Promise.resolve()

  const follow = async () => {
    const port = settings.get(healthPort)
    if (port === wanted) return
    wanted = port
    await close(server)
    server = port === 0 ? undefined : await open(port, (request, response) => void serve(doors, request, response)).catch((error: NodeJS.ErrnoException) => {
      log.error(`The health port ${port} cannot be opened (${error.code ?? error.message}); choose another in monitoring.health-port or BAILIWICK_HEALTH_PORT.`)
      return undefined
    })
    if (server) log.info(`Monitoring tools are answered on port ${port}.`)
  }
  const next = () => (turn = turn.then(follow, follow))
  settings.watch(() => void next())
  await next()
  return {
    port: () => (server ? wanted : 0),
    async stop() {
      await turn
      await close(server)
      server = undefined
    },
  }
}

async function serve(doors: ReturnType<typeof healthDoors>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0]!
  const opened = doors({ method: request.method ?? '', path, headers: request.headers, safe: false })
  const reply: HttpReply = opened === undefined || opened === 'only over TLS' ? { status: 404 } : await opened.catch(() => ({ status: 500 }))
  const { body } = reply
  const bytes = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const type = body !== undefined && typeof body !== 'string' ? { 'content-type': 'application/json; charset=utf-8' } : {}
  response.writeHead(reply.status, {
    'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...type, ...reply.headers,
    ...(reply.status === 204 ? {} : { 'content-length': Buffer.byteLength(bytes) }),
  })
  response.end(request.method === 'HEAD' || reply.status === 204 ? undefined : bytes)
  request.resume()
}

function open(port: number, listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ maxHeaderSize: 8 * 1024, headersTimeout: 10_000, requestTimeout: 10_000, keepAliveTimeout: 30_000 }, listener)
    server.once('error', reject)
    server.listen({ port }, () => {
      server.off('error', reject)
      server.on('error', () => {})
      resolve(server)
    })
  })
}

function close(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (!server) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
