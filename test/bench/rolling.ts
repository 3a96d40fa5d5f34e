/**
 * Requests through rolling restarts, every one of them counted: what was sent and not answered whole and rightly is lost. Common load tools
 * open another connection and say nothing, so this client is our own: no retries, no pool.
 */
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Target } from './wire.ts'

export type Counted = { sent: number; answered: number; connections: number; /** What became of the rest, by reason. */ lost: Record<string, number> }

export type Lane = { target: Target; bytes: string; /** What a right answer contains, besides 200. */ contains: string; /** Keep the connection as long as the server does. */ keep: boolean }

/** Each lane sends one request after the other until so many were sent by all together and `done` says so. */
export async function countEvery(lanes: readonly Lane[], until: (sent: number) => boolean): Promise<Counted> {
  const counted: Counted = { sent: 0, answered: 0, connections: 0, lost: {} }
  const lose = (reason: string) => (counted.lost[reason] = (counted.lost[reason] ?? 0) + 1)
  await Promise.all(lanes.map(async (lane) => {
    let socket: Socket | undefined
    while (!until(counted.sent)) {
      counted.sent += 1
      try {
        if (!socket) {
          socket = await open(lane.target)
          counted.connections += 1
        }
        const { status, closes, text } = await exchange(socket, lane.bytes)
        if (status === 200 && text.includes(lane.contains)) counted.answered += 1
        else lose(`HTTP ${status}`)
        if (closes || !lane.keep) socket = void socket.destroy() as undefined
      } catch (error) {
        lose((error as NodeJS.ErrnoException).code ?? (error as Error).message)
        socket = void socket?.destroy() as undefined
      }
    }
    socket?.destroy()
  }))
  return counted
}

function open({ port, host, ca }: Target): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const where = { port, host: '127.0.0.1' }
    const socket: Socket = ca === undefined ? connectPlain(where, () => resolve(socket)) : connectTls({ ...where, ca, servername: host.split(':')[0]!, ALPNProtocols: ['http/1.1'] }, () => resolve(socket))
    socket.setNoDelay(true).setEncoding('latin1').once('error', reject)
  })
}

/** Milliseconds after which an answer is lost. */
const patience = 30_000

function exchange(socket: Socket, bytes: string): Promise<{ status: number; closes: boolean; text: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => end(new Error(`no answer within ${patience / 1000} s`)), patience)
    const end = (error?: Error, answer?: { status: number; closes: boolean; text: string }) => {
      clearTimeout(timer)
      socket.off('data', take).off('close', gone).off('error', end)
      if (answer) resolve(answer)
      else reject(error)
    }
    const gone = () => end(new Error(text === '' ? 'closed without an answer' : 'closed in the middle of an answer'))
    const take = (piece: string) => {
      text += piece
      const head = text.indexOf('\r\n\r\n')
      if (head < 0) return
      const headers = text.slice(0, head)
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(headers)?.[1] ?? NaN)
      if (Number.isNaN(length)) return end(new Error('an answer without a length'))
      if (text.length >= head + 4 + length) end(undefined, { status: Number(headers.slice(9, 12)), closes: /\r\nconnection: *close/i.test(headers), text })
    }
    socket.on('data', take).on('close', gone).on('error', end)
    socket.write(bytes)
  })
}
