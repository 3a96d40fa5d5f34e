/** Mutual TLS (RFC 8705 section 2): a registered self-signed certificate, or one by a trusted authority with a registered subject. */
import { createHash, X509Certificate } from 'node:crypto'
import { OAuthError } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { credentialsFor } from './credentials.ts'

const refused = (detail: string) => new OAuthError(401, 'invalid_client', 'Client authentication failed', { detail: `client certificate: ${detail}` })

/** `x5t#S256` of the certificate the client showed (RFC 8705 section 3.1); undefined when it showed none that can be read. */
export function thumbprintOf(request: HttpRequest): string | undefined {
  const certificate = read(request)
  return certificate && createHash('sha256').update(certificate.raw).digest('base64url')
}

export async function checkCertificate(ctx: TenantContext, client: Client, by: 'tls_client_auth' | 'self_signed_tls_client_auth'): Promise<void> {
  const certificate = read(ctx.request)
  if (!certificate) throw refused('none was shown')
  const now = ctx.clock.now().getTime()
  if (Date.parse(certificate.validFrom) > now || Date.parse(certificate.validTo) <= now) throw refused('outside its time of validity')
  const registered = await credentialsFor(ctx, client, by)
  if (by === 'tls_client_auth') {
    if (ctx.request.clientCertificate?.verified !== true) throw refused('its chain was not verified')
    const subject = rdns(certificate.subject, '\n')
    if (!registered.some(({ subject_dn: wanted }) => wanted && sameName(subject, rdns(wanted, ',')))) throw refused('another subject')
    return
  }
  const digest = createHash('sha256').update(certificate.raw).digest()
  const known = registered.some(({ thumbprint_sha256: print, pem }) => (pem ? sameCertificate(pem, certificate) : print && isThumbprint(print, digest)))
  if (!known) throw refused('not a registered one')
}

function read(request: HttpRequest): X509Certificate | undefined {
  const pem = request.clientCertificate?.pem
  try {
    return pem === undefined ? undefined : new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function sameCertificate(pem: string, certificate: X509Certificate): boolean {
  try {
    return new X509Certificate(pem).raw.equals(certificate.raw)
  } catch {
    return false
  }
}

const isThumbprint = (text: string, digest: Buffer): boolean => text === digest.toString('base64url') || text.replaceAll(':', '').toLowerCase() === digest.toString('hex')

/** `TYPE=value` parts; RFC 4514 lets spaces around them and either case of the type stand. A comma inside a value is escaped. */
const rdns = (name: string, separator: ',' | '\n'): string[] =>
  name
    .split(separator === ',' ? /(?<!\\),/ : '\n')
    .map((part) => part.trim().replace(/\\(.)/g, '$1'))
    .filter((part) => part !== '')
    .map((part) => `${part.slice(0, part.indexOf('=')).trim().toUpperCase()}=${part.slice(part.indexOf('=') + 1).trim()}`)

/** RFC 4514 writes the last part first, OpenSSL the first: the same name either way. */
const sameName = (one: string[], other: string[]): boolean =>
  one.length > 0 && one.length === other.length && (one.every((part, i) => part === other[i]) || one.every((part, i) => part === other[other.length - 1 - i]))
