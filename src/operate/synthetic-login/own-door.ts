/** Asks this node's own HTTPS port as a client would, whatever DNS and load balancers say. */
import { request as httpsRequest } from 'node:https'
import { connect as tcp } from 'node:net'
import { checkServerIdentity, connect as tls, type TLSSocket } from 'node:tls'

export type DoorAnswer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }
export type OwnDoor = (url: URL, ask?: { method?: string; headers?: Record<string, string>; body?: string }) => Promise<DoorAnswer>

/** Milliseconds for one question. */
const patience = 10_000
const longestBody = 1_000_000
/** PROXY protocol v2, LOCAL: "I speak for myself" (section 2.2 of its specification). */
const speaksForItself = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex')

/**
 * @param port this node's HTTPS port
 * @param announced whether connections from loopback must begin with a PROXY header
 * Rejects with a sentence. The certificate must cover the host; who issued it, and whether it expired, is a check of its own.
 */
export const ownDoor = (port: number, announced: () => boolean): OwnDoor => (url, { method = 'GET', headers = {}, body } = {}) =>
  new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${method} ${url.pathname} failed: ${why}.`))
    const asked = httpsRequest({
      method, path: `${url.pathname}${url.search}`,
      headers: { host: url.host, 'user-agent': 'Bailiwick synthetic login', connection: 'close', ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      createConnection: () => secured(port, url.hostname, announced(), fail),
    }, (response) => {
      const pieces: Buffer[] = []
      let length = 0
      response.on('data', (piece: Buffer) => (length += piece.length) <= longestBody && pieces.push(piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString('utf8') }))
      response.on('error', (error) => fail(error.message))
    })
    const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${patience / 1000} seconds`)), patience)
    asked.on('close', () => clearTimeout(timer))
    asked.on('error', (error) => fail(error.message))
    asked.end(body)
  })

function secured(port: number, hostname: string, announced: boolean, fail: (why: string) => void): TLSSocket {
  const socket = tcp({ port, host: '127.0.0.1' })
  if (announced) socket.write(speaksForItself)
  // Node's own verification would refuse a private authority that this process does not know; the name is what matters here.
  const secure = tls({ socket, servername: hostname, rejectUnauthorized: false })
  secure.on('secureConnect', () => {
    const complaint = checkServerIdentity(hostname, secure.getPeerCertificate())
    if (complaint) fail(`the certificate does not cover ${hostname}`)
    if (complaint) secure.destroy()
  })
  socket.on('error', (error) => secure.destroy(error))
  return secure
}
