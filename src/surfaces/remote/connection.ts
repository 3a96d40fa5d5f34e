/** The way to a node: TLS to the authority that it is known by. */
import { createHash, X509Certificate } from 'node:crypto'
import { connect, createSecureContext, type ConnectionOptions, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export type Address = { host: string; port: number }

const patience = 15_000

/**
 * What a node shows at the first visit: the authority at the end of its chain when that is there, otherwise its certificate; PEM. Nobody vouches for it.
 * @throws StartFailure when nobody answers
 */
export async function firstSight(address: Address): Promise<string> {
  const socket = await reach(address, { rejectUnauthorized: false })
  try {
    let shown: DetailedPeerCertificate = socket.getPeerCertificate(true)
    const seen = new Set<string>()
    while (shown.issuerCertificate && !seen.has(shown.fingerprint256)) {
      seen.add(shown.fingerprint256)
      if (shown.issuerCertificate.fingerprint256 === shown.fingerprint256) break
      shown = shown.issuerCertificate
    }
    return new X509Certificate(shown.raw).toString()
  } finally {
    socket.destroy()
  }
}

/**
 * A connection whose other end is one that `anchor` vouches for. Names are not compared: everything that a private authority issued is the appliance,
 * and nodes are called by addresses that no certificate lists.
 */
export const connectKnown = (address: Address, anchor: string): Promise<TLSSocket> =>
  reach(address, { secureContext: createSecureContext({ ca: [anchor], allowPartialTrustChain: true }), rejectUnauthorized: true, checkServerIdentity: () => undefined })

/** SHA-256 of the certificate at the other end, base64 (RFC 5929, tls-server-end-point). */
export const endpointOf = (socket: TLSSocket): string => createHash('sha256').update(socket.getPeerCertificate().raw).digest('base64')

/** `AB:CD:…` of an anchor, for people. */
export const fingerprintOf = (pem: string): string => new X509Certificate(pem).fingerprint256

function reach({ host, port }: Address, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ALPNProtocols: ['http/1.1'], ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }), ...options })
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), patience)
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(failure({ host, port }, error))
    })
  })
}

const untrusted = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA|HOSTNAME_)/

function failure({ host, port }: Address, error: NodeJS.ErrnoException): StartFailure {
  const code = error.code ?? ''
  if (code === 'CERT_HAS_EXPIRED') return new StartFailure(exitCodes.protocol, `The certificate of ${host}:${port} has expired, or the clock of this machine is wrong.`, error)
  if (code === 'CERT_NOT_YET_VALID') return new StartFailure(exitCodes.protocol, `The certificate of ${host}:${port} is not valid yet; the clock of this machine is likely behind.`, error)
  if (untrusted.test(code)) return new StartFailure(exitCodes.protocol, `${host}:${port} is not the node that this workstation knows under this name: another authority stands behind its certificate. Nothing was sent. When the certificate was replaced on purpose, say so with --ca FILE or --forget.`, error)
  const why: Record<string, string> = { ECONNREFUSED: 'nothing listens there', ETIMEDOUT: 'no answer came', ENOTFOUND: 'the name is unknown', EHOSTUNREACH: 'there is no way to it', EAI_AGAIN: 'the name could not be looked up' }
  return new StartFailure(exitCodes.unavailable, `The agent ${host}:${port} cannot be reached (${why[code] ?? error.message}); check target, port and firewall.`, error)
}
