/** HTTP by hand: bytes that no client library would send, and everything that comes back. */
import { connect as connectTls } from 'node:tls'
import { connect } from 'node:net'
import { once } from 'node:events'
import type { Appliance } from '../appliance.ts'

export type RawAnswer = {
  text: string
  /** Of every answer in the bytes that came back: more than one means more than one request was seen. */
  statuses: number[]
  /** The server ended the connection. */
  closed: boolean
}

/** Sends the bytes over TLS (or plain loopback HTTP), waits for the server to close or for `patience` milliseconds of silence. */
export async function raw(appliance: Appliance, bytes: string | Buffer, options: { plain?: boolean; patience?: number } = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(options.plain ? appliance.httpOrigin : appliance.origin)
  const address = { host: '127.0.0.1', port: Number(port) }
  const socket = options.plain ? connect(address) : connectTls({ ...address, servername: hostname })
  socket.on('error', () => {})
  await once(socket, options.plain ? 'connect' : 'secureConnect')
  let text = ''
  let closed = false
  socket.setEncoding('latin1')
  const finished = new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, 5000)
    socket.on('data', (piece) => {
      text += String(piece)
      clearTimeout(timer)
      timer = setTimeout(resolve, options.patience ?? 400)
    })
    socket.on('close', () => {
      closed = true
      clearTimeout(timer)
      resolve()
    })
  })
  socket.write(bytes)
  await finished
  socket.destroy()
  return { text, closed, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1])) }
}
