/** What a TLS client is shown. */
import { once } from 'node:events'
import { connect, type ConnectionOptions } from 'node:tls'

export type Shown = { fingerprint: string; protocol: string; trusted: boolean }

/** A new connection each time: any worker may answer. @throws when the handshake fails. */
export async function handshake(port: number, servername: string | undefined, options: ConnectionOptions = {}): Promise<Shown> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...(servername === undefined ? {} : { servername }), ...options })
  try {
    await once(socket, 'secureConnect')
    const { fingerprint256 = '' } = socket.getPeerCertificate()
    return { fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(), protocol: socket.getProtocol() ?? '', trusted: socket.authorized }
  } finally {
    socket.destroy()
  }
}
