/** Reads the PROXY header of each connection before TLS or HTTP see a byte, and remembers whom it names. */
import type { Server, Socket } from 'node:net'
import type { Logger } from '#platform/log/index.ts'
import { normalAddress, type Trust } from './proxies.ts'
import { parseProxyHeader } from './proxy-protocol.ts'

/** What the PROXY header says: `undefined` source, the proxy does not know its client. */
export type Named = { source: string | undefined }

/** Who the connection of a request was made for; undefined when no proxy said so. Also answers for TLS over that connection. */
export type NamedBy = (socket: Socket) => Named | undefined

// The TLS socket of a request does not publish the TCP socket beneath; both have the same ends.
const ends = (socket: Socket) => `${socket.remoteAddress} ${socket.remotePort} ${socket.localPort}`

export function createProxyGate(options: { enabled: () => boolean; trust: Trust; timeout: number; log: Logger }) {
  const named = new Map<string, Named>()

  const refuse = (socket: Socket, reason: string) => {
    options.log.warn(`A connection was closed: ${reason}`, { peer: socket.remoteAddress })
    socket.destroy()
  }

  const admit = (socket: Socket, onward: () => void) => {
    const peer = normalAddress(socket.remoteAddress ?? '')
    if (!options.enabled() || !options.trust(peer)) return onward()

    const timer = setTimeout(() => refuse(socket, 'the trusted proxy sent no PROXY header in time.'), options.timeout)
    let bytes = Buffer.alloc(0)
    const finish = () => {
      clearTimeout(timer)
      socket.off('readable', read)
      socket.off('close', finish)
      socket.off('error', finish)
    }
    const read = () => {
      const piece = socket.read() as Buffer | null
      if (piece === null) return
      bytes = Buffer.concat([bytes, piece])
      const header = parseProxyHeader(bytes)
      if (header === 'more') return
      finish()
      if (header === 'broken') return refuse(socket, 'the trusted proxy sent no valid PROXY header.')
      if (header.kind === 'client') {
        const key = ends(socket)
        named.set(key, { source: header.source })
        socket.once('close', () => named.delete(key))
      }
      const rest = bytes.subarray(header.length)
      if (rest.length > 0) socket.unshift(rest)
      onward()
    }
    socket.on('readable', read)
    socket.on('close', finish)
    socket.on('error', finish)
  }

  return {
    namedBy: ((socket) => (named.size === 0 ? undefined : named.get(ends(socket)))) satisfies NamedBy as NamedBy,
    /** Puts the gate before whatever the server does with a new connection. */
    guard(server: Server) {
      const onwards = server.listeners('connection') as ((socket: Socket) => void)[]
      server.removeAllListeners('connection')
      server.on('connection', (socket: Socket) => admit(socket, () => onwards.forEach((next) => next.call(server, socket))))
    },
  }
}
