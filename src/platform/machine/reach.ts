import { connect } from 'node:net'

/** Whether a TCP connection opens within `patience` ms; otherwise why not. */
export function reachable(target: { host: string; port: number }, patience = 2_000): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { host, port } = target
    // A host that begins with a slash is the folder of a Unix socket, as Postgres' clients understand it.
    const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port })
    const end = (outcome: string | undefined) => {
      socket.destroy()
      resolve(outcome)
    }
    socket.setTimeout(patience, () => end(`no answer within ${patience} ms`))
    socket.once('connect', () => end(undefined))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}
