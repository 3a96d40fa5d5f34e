/** What people want to know of a certificate. */
import { X509Certificate } from 'node:crypto'
import { covers, nameOf } from './check.ts'

export type CertificateFacts = {
  /** Common names, or the whole name where there is none. */
  subject: string
  issuer: string
  /** Host names and addresses of subjectAltName. */
  names: string[]
  notBefore: Date
  notAfter: Date
  /** SHA-256 of the certificate, hexadecimal, without colons. */
  fingerprint: string
}

/** @param cert PEM; the first certificate counts. @throws when there is none. */
export function factsOf(cert: string): CertificateFacts {
  const leaf = new X509Certificate(cert)
  return {
    subject: nameOf(leaf.subject ?? ''), issuer: nameOf(leaf.issuer), names: namesOf(leaf), notBefore: leaf.validFromDate, notAfter: leaf.validToDate,
    fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}

export const namesOf = (leaf: X509Certificate): string[] =>
  (leaf.subjectAltName ?? '').split(', ').filter((entry) => /^(DNS|IP Address):/.test(entry)).map((entry) => entry.replace(/^(DNS|IP Address):/, '').toLowerCase())

export const coversHost = (cert: string, host: string): boolean => covers(new X509Certificate(cert), host)
