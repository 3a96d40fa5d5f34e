/**
 * A client's end of one kept-alive connection, one request at a time. Written by hand because the load must cost less than what it measures:
 * a general HTTP client spends more time on a request than some of these answers take.
 */
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type Target = {
  port: number
  /** Sent as Host; also the name the certificate must bear. */
  host: string
  /** PEM of the CA; absent: plain HTTP. */
  ca?: string
}

export type WireRequest = { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }
export type WireAnswer = { status: number; headers: string; body: string }

export type Wire = {
  /** Rejects when the connection breaks or the answer cannot be read. */
  ask(bytes: string): Promise<WireAnswer>
  close(): void
}

/** The bytes of a request; made once where the same is sent many times. */
export function bytesOf(target: Target, { method, path, headers = {}, body }: WireRequest): string {
  const lines = Object.entries({
    host: target.host,
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`
}

export const headerOf = ({ headers }: WireAnswer, name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, 'im').exec(headers)?.[1]?.trim()

export async function openWire(target: Target): Promise<Wire> {
  const socket = await open(target)
  let pending: { resolve(answer: WireAnswer): void; reject(error: Error): void } | undefined
  let received = ''
  const fail = (error: Error) => {
    pending?.reject(error)
    pending = undefined
    socket.destroy()
  }
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    received = received === '' ? text : received + text
    try {
      const answer = parse(received)
      if (!answer) return
      received = ''
      const asked = pending
      pending = undefined
      asked?.resolve(answer)
    } catch (error) {
      fail(error as Error)
    }
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the connection was closed')))
  return {
    ask(bytes) {
      if (pending) return Promise.reject(new Error('one request at a time'))
      return new Promise((resolve, reject) => {
        pending = { resolve, reject }
        socket.write(bytes)
      })
    },
    close: () => void socket.destroy(),
  }
}

function open({ port, host, ca }: Target): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const where = { port, host: '127.0.0.1' }
    const socket: Socket = ca === undefined
      ? connectPlain({ ...where, noDelay: true }, () => resolve(socket))
      : connectTls({ ...where, ca, servername: host.split(':')[0]!, ALPNProtocols: ['http/1.1'] }, () => resolve(socket)).setNoDelay(true)
    socket.once('error', reject)
  })
}

/** undefined: not all of it has come yet. Every server here says how long its answer is. */
function parse(text: string): WireAnswer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const headers = text.slice(0, end)
  const status = Number(headers.slice(9, 12))
  const length = /\r\ncontent-length: *(\d+)/i.exec(headers)?.[1]
  if (length === undefined && status !== 204) throw new Error(`an answer without a length: ${headers.split('\r\n', 1)[0]}`)
  const whole = end + 4 + Number(length ?? 0)
  if (text.length < whole) return undefined
  if (text.length > whole) throw new Error('more bytes than the answer announced')
  if (/\r\nconnection: *close/i.test(headers)) throw new Error('the server ends the connection')
  return { status, headers, body: text.slice(end + 4) }
}
