import { createHash, X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from '#kernel/command.ts'
import type { Terminal } from '#kernel/terminal.ts'
import type { Logger } from '#platform/log/index.ts'
import { admit, Refused, type Admission, type Admitted } from './admission.ts'
import { createShelf } from './files.ts'
import { protocolVersion, type OfferedCommand, type RunEvent, type RunRequest } from './protocol.ts'
import { runFor } from './run.ts'

export type AgentOptions<Holder> = Omit<Admission<Holder>, 'endpoints'> & {
  port: number
  certificate: { cert: string; key: string }
  log: Logger
  version: string
  token: () => string
  /** The commands as this caller may have them; each asks the gate by itself. */
  commandsFor(holder: Holder, terminal: Terminal): readonly Command[]
  /** Told of each command, when it has ended: for the journal. `exit` is undefined when a file was missing and nothing was done. */
  audit(holder: Holder, command: { name: string; exit: number | undefined; address: string }): Promise<void>
}

export type Agent = {
  port: number
  setCertificate(certificate: { cert: string; key: string }): void
  stop(): Promise<void>
}

/** A command line, with the files that stand among its arguments. */
const largestBody = 8 * 1024 * 1024
const largestOfStrangers = 64 * 1024
const limits = { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 5_000, maxConnections: 200 }

export async function openAgent<Holder>(options: AgentOptions<Holder>): Promise<Agent> {
  const shelf = createShelf(options.token)
  let endpoints: string[] = [fingerprint(options.certificate.cert)]
  const admission: Admission<Holder> = { ...options, endpoints: () => endpoints }
  const tls = ({ cert, key }: { cert: string; key: string }) => ({ cert, key, minVersion: 'TLSv1.2' as const })
  const server = createServer({ ...tls(options.certificate), ...limits, ALPNProtocols: ['http/1.1'] })
  server.maxConnections = limits.maxConnections
  const sockets = new Set<Socket>()
  server.on('secureConnection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('clientError', (_error, socket) => void socket.destroy())
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => {}) // a client that left
    receive(request, response).catch((error: unknown) => {
      if (error instanceof Refused) return refuse(response, error.status, error.code, error.message)
      options.log.error('A request to the agent failed.', { error })
      refuse(response, 500, 'error', 'The node failed for a reason that stands in its log.')
    })
  })

  const refuse = (response: ServerResponse, status: number, error: string, message: string) => {
    if (response.headersSent) return void response.destroy()
    send(response, status, { error, message, now: options.clock.now().toISOString() })
  }

  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/'
    if (!path.startsWith('/')) throw new Refused(400, 'malformed', 'The address cannot be read.')
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
    const url = `https://${headers['host'] ?? ''}${path}`
    if (!URL.canParse(url)) throw new Refused(400, 'malformed', 'The Host header cannot be read.')
    // Strangers are not read to: what they send is refused whatever it is.
    const stated = /;keyid="([A-Za-z0-9_-]{1,100})"/.exec(headers['signature-input'] ?? '')?.[1]
    const body = await contentOf(request, stated !== undefined && (await options.holderOf(stated)) ? largestBody : largestOfStrangers)
    const admitted = await admit({ method: request.method ?? '', url, headers, body }, admission)
    await route(`${request.method} ${path}`, body, admitted, request, response)
  }

  const route = async (target: string, body: Buffer, admitted: Admitted<Holder>, request: IncomingMessage, response: ServerResponse) => {
    if (target === `GET /${protocolVersion}/commands`) return send(response, 200, { version: options.version, commands: offered(admitted.holder) })
    if (target === `POST /${protocolVersion}/run`) return run(readRun(body), admitted, request, response)
    const ticket = new RegExp(`^GET /${protocolVersion}/files/([A-Za-z0-9_-]{20,100})$`).exec(target)?.[1]
    if (ticket === undefined) throw new Refused(404, 'unknown_path', `This agent speaks ${protocolVersion} of its protocol and does not know ${target.split('?')[0]}; your command line may be of another version.`)
    const file = shelf.take(ticket, admitted.keyId)
    if (!file) throw new Refused(404, 'file_gone', 'This file was fetched already, or waited too long; ask for it again.')
    response.writeHead(200, { 'content-type': 'application/octet-stream', ...(file.bytes === undefined ? {} : { 'content-length': file.bytes }) })
    await pipeline(Readable.from(file.open()), response).catch((error: unknown) => {
      options.log.warn('A file did not reach who asked for it.', { error })
      response.destroy()
    })
  }

  const offered = (holder: Holder): OfferedCommand[] =>
    options.commandsFor(holder, silent).map(({ name, about, options: own, examples }) => ({ name, about, options: own, ...(examples ? { examples } : {}) }))

  const run = async (asked: RunRequest, { holder, keyId }: Admitted<Holder>, request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    const tell = (event: RunEvent) => void response.write(`${JSON.stringify(event)}\n`)
    const commandsOf = (terminal: Terminal) => options.commandsFor(holder, terminal)
    const name = nameOf(commandsOf(silent), asked.argv)
    let exit: number | undefined = 70
    try {
      exit = await runFor({ commandsOf, request: asked, keyId, shelf, version: options.version, tell })
    } catch (error) {
      options.log.error('A command for the agent failed.', { command: name, error })
    } finally {
      await options.audit(holder, { name, exit, address: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '') }).catch((error: unknown) => options.log.error('A command could not be written to the journal.', { command: name, error }))
      response.end()
    }
  }

  await listen(server, options.port)
  return {
    port: (server.address() as AddressInfo).port,
    setCertificate(certificate) {
      endpoints = [fingerprint(certificate.cert), endpoints[0]!]
      server.setSecureContext(tls(certificate))
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        const timer = setTimeout(() => sockets.forEach((socket) => socket.destroy()), 2_000)
        server.once('close', () => clearTimeout(timer))
      }),
  }
}

const silent: Terminal = { out: () => {}, err: () => {}, progress: () => {}, save: async () => '', read: async () => Buffer.alloc(0) }

const fingerprint = (pem: string): string => createHash('sha256').update(new X509Certificate(pem).raw).digest('base64')

/** Of arguments nothing is kept: passwords stand among them. */
const nameOf = (commands: readonly Command[], argv: readonly string[]): string =>
  commands.map(({ name }) => name).filter((name) => name.split(' ').every((word, index) => argv[index] === word)).sort((a, b) => b.length - a.length)[0] ?? 'unknown'

function send(response: ServerResponse, status: number, content: unknown): void {
  const bytes = Buffer.from(JSON.stringify(content))
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...(status >= 400 ? { connection: 'close' } : {}) })
  response.end(bytes)
}

async function contentOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request) {
    length += (piece as Buffer).length
    if (length > most) throw new Refused(413, 'too_large', `A command and its files may be ${largestBody / 1024 / 1024} MiB together, and next to nothing from a key that is not authorised.`)
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces)
}

function readRun(body: Buffer): RunRequest {
  let asked: Partial<RunRequest> | null
  try {
    asked = JSON.parse(body.toString('utf8')) as Partial<RunRequest> | null
  } catch {
    asked = null
  }
  const texts = (value: unknown) => Array.isArray(value) && value.length > 0 && value.length <= 200 && value.every((word) => typeof word === 'string')
  const files = asked?.files ?? {}
  if (!texts(asked?.argv) || typeof files !== 'object' || !Object.values(files).every((content) => typeof content === 'string')) throw new Refused(400, 'malformed', 'The content must be {"argv": ["…"], "files": {}}.')
  return { argv: asked!.argv!, files }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port }, () => {
      server.off('error', reject)
      server.on('error', () => {})
      resolve()
    })
  })
}
