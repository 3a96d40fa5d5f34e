/** For tests: servers on free ports with a tenant `main` under `example.localhost` and `example.test`, and clients that send exactly what they are told. */
import { request as askHttp, type IncomingMessage } from 'node:http'
import { request as askHttps } from 'node:https'
import { connect, type Socket } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import type { Endpoint, HttpRequest } from '#kernel/exchange.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { createAddresses } from '#platform/addresses/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import { createLogger } from '#platform/log/index.ts'
import { ensureCertificates } from '#platform/tls/index.ts'
import { createHttpServers, type HttpOptions } from './index.ts'

export type ScratchContext = { tenant: Tenant; request: HttpRequest }
export type Answer = { status: number; headers: IncomingMessage['headers']; text: string; json: unknown }
export type Question = {
  method?: string
  path?: string
  host?: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Over TLS unless false. */
  tls?: boolean
}

export const endpointOf = (http: Endpoint<ScratchContext>['http'], rest: Partial<Endpoint<ScratchContext>> = {}): Endpoint<ScratchContext> => ({
  name: http,
  http,
  about: 'A test.',
  authority: 'tenant',
  handle: async (request) => ({ status: 200, body: request }),
  ...rest,
})

export async function scratchServers(endpoints: Endpoint<ScratchContext>[], options: Partial<HttpOptions<ScratchContext>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'http-'))
  const certificate = await ensureCertificates({ folder, hosts: ['*.example.test', '*.example.localhost', 'localhost'], clock: systemClock })
  const log: Record<string, unknown>[] = []
  const ports = { httpsPort: 0, httpPort: 0 }
  const resolve = (hostname: string) =>
    createAddresses({ baseDomain: 'example.test', ...ports }).resolve(hostname) ?? createAddresses({ baseDomain: 'example.localhost', ...ports }).resolve(hostname)
  const tenant = (name: string): Tenant => ({ id: 1, name, isRoot: name === 'config', settings: {}, version: 1, createdAt: new Date(0) })
  const servers = createHttpServers<ScratchContext>({
    endpoints,
    contextFor: (request, found) => ({ request, tenant: found }),
    addresses: {
      get httpsPort() {
        return ports.httpsPort
      },
      get httpPort() {
        return ports.httpPort
      },
      resolve,
    },
    cache: { tenant: async (name) => (name === 'main' || name === 'config' ? tenant(name) : undefined) },
    log: createLogger({ write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>), level: 'debug' }),
    certificate,
    httpsPort: 0,
    httpPort: 0,
    rootTenant: 'config',
    originAllowed: async (_context, origin) => origin === 'https://app.test',
    healthy: async () => true,
    ...options,
  })
  Object.assign(ports, await servers.listen())

  const ask = (question: Question = {}) => send({ port: question.tls === false ? ports.httpPort : ports.httpsPort, ca: certificate.ca, ...question })
  /** Sends bytes, and returns all that comes back until the other side closes. */
  const raw = (text: string | Buffer, tls = false) =>
    tls ? collect(connectTls({ port: ports.httpsPort, host: '127.0.0.1', ca: certificate.ca, servername: 'main.example.test' }), text) : collect(connect(ports.httpPort, '127.0.0.1'), text)
  return {
    ...ports,
    ca: certificate.ca,
    log,
    servers,
    ask,
    raw,
    async [Symbol.asyncDispose]() {
      await servers.drain({ idleMs: 0, limitMs: 0 })
      await rm(folder, { recursive: true })
    },
  }
}

export function send(question: Question & { port: number; ca: string }): Promise<Answer> {
  const host = question.host ?? 'main.example.test'
  const options = {
    host: '127.0.0.1',
    port: question.port,
    method: question.method ?? 'GET',
    path: question.path ?? '/',
    headers: { host, ...question.headers, ...(question.body === undefined ? {} : { 'content-length': Buffer.byteLength(question.body) }) },
    agent: false as const,
  }
  return new Promise((resolve, reject) => {
    const name = { ca: question.ca, servername: 'main.example.test', checkServerIdentity: () => undefined }
    const request = question.tls === false ? askHttp(options) : askHttps({ ...options, ...name })
    request.on('error', reject).on('response', (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString()
        let json: unknown
        try {
          json = JSON.parse(text)
        } catch {}
        resolve({ status: response.statusCode!, headers: response.headers, text, json })
      })
    })
    request.end(question.body)
  })
}

export function collect(socket: Socket, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let seen = ''
    socket.on('data', (piece: Buffer) => (seen += piece.toString('latin1')))
    socket.on('error', () => {}).on('close', () => resolve(seen))
    socket.write(bytes)
  })
}
