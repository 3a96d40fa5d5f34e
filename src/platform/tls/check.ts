/** What an operator's certificate must be, each fault in one sentence. Judged with Node's own parser, as its TLS will. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

export type Brought = {
  /** PEM: leaf first, then each intermediate. */
  cert: string
  /** PEM, not encrypted. */
  key: string
  /** Names that must be covered. Addresses and `localhost` are not asked of a public certificate. */
  hosts: readonly string[]
  now: Date
  /** The roots that the chain must lead to; without them nothing is asked of its end. */
  roots?: readonly X509Certificate[]
}

/** Empty when there is nothing to complain about. */
export function checkCertificate({ cert, key, hosts, now, roots }: Brought): string[] {
  const chain = parseChain(cert)
  if (typeof chain === 'string') return [chain]
  const leaf = chain[0]!
  const order = chainOrder(chain)
  // One fault at a time of the chain: what is out of order has no end to speak of.
  const ending = roots && order.length === 0 ? [...chainEnd(chain, roots, now), ...weakness(leaf)] : []
  return [...pairFaults({ cert, key, now }), ...order, ...ending, ...purpose(leaf), ...namesCovered(leaf, hosts)]
}

/** Readable, valid at `now`, belonging together: what must hold for any certificate and its key, a CA's too. */
export function pairFaults({ cert, key, now }: Pick<Brought, 'cert' | 'key' | 'now'>): string[] {
  const chain = parseChain(cert)
  return typeof chain === 'string' ? [chain] : [...dates(chain[0]!, now), ...keyMatches(chain[0]!, key)]
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

export function parseChain(cert: string): X509Certificate[] | string {
  const blocks = cert.match(block) ?? []
  if (blocks.length === 0) return 'The file contains no certificate in PEM form.'
  const chain: X509Certificate[] = []
  for (const [index, text] of blocks.entries()) {
    try {
      chain.push(new X509Certificate(text))
    } catch {
      return `Certificate ${index + 1} in the file cannot be read.`
    }
  }
  return chain
}

function dates(leaf: X509Certificate, now: Date): string[] {
  if (leaf.validToDate < now) return [`The certificate expired on ${day(leaf.validToDate)}.`]
  if (leaf.validFromDate > now) return [`The certificate is not valid before ${day(leaf.validFromDate)}.`]
  return []
}

const day = (date: Date) => date.toISOString().slice(0, 10)

function chainOrder(chain: X509Certificate[]): string[] {
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1]
    if (issuer && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)))
      return [`Certificate ${index + 1} was not issued by certificate ${index + 2}: the server's own comes first, then each intermediate in order.`]
    if (issuer && !issuer.ca) return [`Certificate ${index + 2} is not a certificate authority.`]
  }
  return []
}

/** Where the chain leads to: clients know roots, not intermediates, and nobody knows a certificate that vouches for itself. */
function chainEnd(chain: X509Certificate[], roots: readonly X509Certificate[], now: Date): string[] {
  const last = chain.at(-1)!
  const late = chain.slice(1).findIndex((each) => each.validToDate < now)
  if (late >= 0) return [`The intermediate certificate ${nameOf(chain[late + 1]!.subject)} expired on ${day(chain[late + 1]!.validToDate)}.`]
  if (roots.some((root) => root.fingerprint256 === last.fingerprint256 || (last.checkIssued(root) && last.verify(root.publicKey)))) return []
  if (chain.length === 1 && isSelfSigned(last)) return ['The certificate is self-signed, which no client accepts: use one that an authority signed, a public one or your own.']
  const issuer = nameOf(last.issuer)
  if (isSelfSigned(last)) return [`The chain leads to ${issuer}, a root that is not publicly known. If it is your own authority, add it to the root certificates first.`]
  return [`An intermediate certificate is missing: certificate ${chain.length} was issued by ${issuer}, which is neither in the file nor a known root. Append it to the file; if it is your own authority, add it to the root certificates first.`]
}

const isSelfSigned = (certificate: X509Certificate): boolean => certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey)

/** The common name, or all of the name on one line. */
export const nameOf = (distinguished: string): string => /^CN=(.*)$/m.exec(distinguished)?.[1] ?? distinguished.replaceAll('\n', ', ')

function weakness(leaf: X509Certificate): string[] {
  const bits = leaf.publicKey.asymmetricKeyDetails?.modulusLength
  return bits !== undefined && bits < 2048 ? [`The key has ${bits} bits; RSA keys must have 2048 at least.`] : []
}

function purpose(leaf: X509Certificate): string[] {
  if (leaf.ca) return ['The first certificate is a certificate authority, not a server.']
  // id-kp-serverAuth, and anyExtendedKeyUsage (RFC 5280 section 4.2.1.12)
  const allowed = leaf.keyUsage as string[] | undefined
  if (allowed && !allowed.includes('1.3.6.1.5.5.7.3.1') && !allowed.includes('2.5.29.37.0')) return ['The certificate is not meant for servers.']
  return []
}

function keyMatches(leaf: X509Certificate, key: string): string[] {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type:.*ENCRYPTED/m.test(key)) return ['The private key is protected by a password; it must not be.']
  let parsed: KeyObject
  try {
    parsed = createPrivateKey(key)
  } catch {
    return ['The private key cannot be read.']
  }
  return leaf.checkPrivateKey(parsed) ? [] : ['The private key does not belong to the first certificate.']
}

function namesCovered(leaf: X509Certificate, hosts: readonly string[]): string[] {
  return hosts
    .filter((host) => host !== 'localhost' && !isIP(host) && !covers(leaf, host))
    .map((host) => `The certificate does not cover ${host}.`)
}

/** A wildcard is covered when any name beneath it would be. */
export const covers = (leaf: X509Certificate, host: string): boolean =>
  leaf.checkHost(host.replace(/^\*\./, 'a-name-nobody-has.'), { subject: 'never' }) !== undefined
