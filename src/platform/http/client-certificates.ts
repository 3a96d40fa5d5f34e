/** The port that asks for client certificates (RFC 8705), apart from the others so that no browser ever asks a person to choose one. */
import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TlsOptions, TLSSocket } from 'node:tls'

/**
 * Everybody gets in, also without a certificate or with one that nobody trusts: the endpoints judge, the handshake only proves possession of the key.
 * No resumption: each connection shows its certificate anew and is verified against the authorities of the moment.
 * @param authorities PEM; without any, none is trusted, the system's least of all.
 */
export const asksForCertificates = (authorities: string): TlsOptions => ({
  requestCert: true,
  rejectUnauthorized: false,
  ca: certificatesIn(authorities),
  secureOptions: constants.SSL_OP_NO_TICKET,
})

/** Each certificate of a text with several. */
export const certificatesIn = (pem: string): string[] => pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []

type Shown = { pem: string; verified: boolean } | undefined

/** The certificate of a connection is the same for all its requests. */
const known = new WeakMap<Socket, { shown: Shown }>()

export function shownOn(socket: TLSSocket): Shown {
  const before = known.get(socket)
  if (before) return before.shown
  const certificate = socket.getPeerX509Certificate()
  const shown = certificate && { pem: certificate.toString(), verified: socket.authorized }
  known.set(socket, { shown })
  return shown
}
