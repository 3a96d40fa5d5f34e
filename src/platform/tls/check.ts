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
}

/** Empty when there is nothing to complain about. */
export function checkCertificate({ cert, key, hosts, now }: Brought): string[] {
  const chain = parseChain(cert)
  if (typeof chain === 'string') return [chain]
  const leaf = chain[0]!
  return [...pairFaults({ cert, key, now }), ...chainOrder(chain), ...purpose(leaf), ...namesCovered(leaf, hosts)]
}

/** Readable, valid at `now`, belonging together: what must hold for any certificate and its key, a CA's too. */
export function pairFaults({ cert, key, now }: Omit<Brought, 'hosts'>): string[] {
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
const covers = (leaf: X509Certificate, host: string): boolean =>
  leaf.checkHost(host.replace(/^\*\./, 'a-name-nobody-has.'), { subject: 'never' }) !== undefined
