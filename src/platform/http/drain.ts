/**
 * The end of a server without a failed request. Closing the listening socket alone leaves keep-alive clients attached for ever,
 * and the HTTP server's own close cuts idle connections at the moment a client may be using them. So: every answer says
 * `Connection: close` (see `desk.ts`), and what stays idle nevertheless is cut a few seconds later.
 */
import type { Server as HttpServer, ServerResponse, IncomingMessage } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import type { DrainLimits } from './options.ts'

export type Drainable = HttpServer & NetServer

/** Call once, when the server is made: it follows which connections have a request under way. */
export function trackConnections(server: Drainable) {
  const raw = new Set<Socket>()
  const speaking = new Map<Socket, number>()
  server.on('connection', (socket: Socket) => {
    raw.add(socket)
    socket.once('close', () => raw.delete(socket))
  })
  const opened = (socket: Socket) => {
    speaking.set(socket, 0)
    socket.once('close', () => speaking.delete(socket))
  }
  server.on('secureConnection', opened)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    if (!speaking.has(socket)) opened(socket)
    speaking.set(socket, speaking.get(socket)! + 1)
    response.once('close', () => speaking.has(socket) && speaking.set(socket, speaking.get(socket)! - 1))
  })

  return async function drain({ idleMs = 3000, limitMs = 8000 }: DrainLimits = {}): Promise<void> {
    if (!server.listening) return
    const timers: NodeJS.Timeout[] = []
    await new Promise<void>((resolve) => {
      NetServer.prototype.close.call(server, () => resolve())
      const cutIdle = () => {
        server.closeIdleConnections()
        timers.push(setTimeout(cutIdle, 100))
      }
      timers.push(setTimeout(cutIdle, idleMs))
      // Opened in advance and never used; the HTTP server does not count those as idle.
      timers.push(setTimeout(() => speaking.forEach((requests, socket) => requests === 0 && socket.destroy()), idleMs + 1000))
      timers.push(setTimeout(() => raw.forEach((socket) => socket.destroy()), Math.max(limitMs, idleMs)))
    })
    timers.forEach(clearTimeout)
    server.close(() => {}) // ends the library's own timers
  }
}
