/** Asks an NTP server for the time once (SNTP, RFC 4330; packet of RFC 5905 section 7.3). Sets no clock. */
import { createSocket } from 'node:dgram'
import { randomBytes } from 'node:crypto'

export type ServerTime = {
  /** Seconds that the clock of this machine is ahead of the server's; negative: behind. */
  ahead: number
  /** Seconds that the question was under way, there and back: the answer is exact to half of it. */
  delay: number
}

/** Seconds between 1900, where NTP begins, and 1970. */
const epoch = 2_208_988_800
const patience = 3_000

/** Rejects with a sentence. Port 123 unless given. */
export function askTime(server: { host: string; port: number }, now: () => number = Date.now): Promise<ServerTime> {
  const name = `${server.host}${server.port === 123 ? '' : `:${server.port}`}`
  return new Promise((resolve, reject) => {
    // What we send as our time is random and comes back as the origin: nobody who does not see the question can answer it, and it tells nothing of us.
    const question = Buffer.alloc(48)
    question[0] = 0b00_100_011
    const cookie = randomBytes(8)
    cookie.copy(question, 40)
    const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4')
    const end = (failure?: string, time?: ServerTime) => {
      clearTimeout(timer)
      socket.removeAllListeners().on('error', () => {})
      socket.close()
      if (time) resolve(time)
      else reject(new Error(`The time server ${name} ${failure}.`))
    }
    const timer = setTimeout(() => end(`did not answer within ${patience / 1000} s`), patience)
    let sent = { wall: 0, steady: 0 }
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'is not there (connection refused)' : `cannot be reached (${error.code ?? error.message})`))
    socket.on('message', (answer) => {
      const delay = performance.now() - sent.steady
      if (answer.length < 48 || !answer.subarray(24, 32).equals(cookie)) return
      const fault = complaintAbout(answer)
      if (fault !== undefined) return end(fault)
      const [received, transmitted] = [secondsAt(answer, 32), secondsAt(answer, 40)]
      const [began, ended] = [sent.wall / 1000, (sent.wall + delay) / 1000]
      end(undefined, { ahead: -((received - began) + (transmitted - ended)) / 2, delay: Math.max(0, ended - began - (transmitted - received)) })
    })
    // Connected, so that answers of others do not arrive, and a port where nobody listens is told.
    socket.connect(server.port, server.host, () => {
      sent = { wall: now(), steady: performance.now() }
      socket.send(question)
    })
  })
}

function complaintAbout(answer: Buffer): string | undefined {
  const [leap, mode, stratum] = [answer[0]! >> 6, answer[0]! & 7, answer[1]!]
  if (mode !== 4) return 'answered with something that is no time'
  if (stratum === 0) return `refuses to be asked (${answer.toString('latin1', 12, 16).replace(/[^A-Z]/g, '')})`
  if (leap === 3 || stratum > 15) return 'does not know the time itself'
  return undefined
}

/** Seconds since 1970. The era that began in 2036 counts from there. */
function secondsAt(packet: Buffer, at: number): number {
  const whole = packet.readUInt32BE(at)
  return whole + (whole < 0x8000_0000 ? 2 ** 32 : 0) - epoch + packet.readUInt32BE(at + 4) / 2 ** 32
}
