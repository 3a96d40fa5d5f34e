/**
 * A self-signed X.509 certificate around a signing key (RFC 5280 section 4.1), for the `x5c` and `x5t` members of a JWK.
 * Nobody trusts it as a certificate: it only carries the public key to software that wants PEM. That is why a certificate
 * library, with its start-up time, is not worth loading in every worker.
 */
import { createHash, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { bits, explicit, integer, nothing, octets, oid, sequence, set, time, utf8, yes } from './der.ts'

const signAside = promisify(sign) as (algorithm: string, data: Buffer, key: KeyObject) => Promise<Buffer>

/** With SHA-256: RSA (RFC 4055 section 5) or ECDSA (RFC 5758 section 3.2). */
const algorithmOf = (key: KeyObject) => (key.asymmetricKeyType === 'ec' ? sequence(oid('1.2.840.10045.4.3.2')) : sequence(oid('1.2.840.113549.1.1.11'), nothing()))

export type Certificate = {
  pem: string
  /** base64 DER: an entry of `x5c` (RFC 7517 section 4.7). */
  x5c: string
  /** base64url SHA-1: `x5t` (RFC 7517 section 4.8). */
  x5t: string
  /** SHA-1 in colon-separated hexadecimal. */
  fingerprint: string
}

export async function selfSigned(options: {
  commonName: string
  publicKey: KeyObject
  privateKey: KeyObject
  /** 16 random bytes or so. */
  serial: Buffer
  from: Date
  /** Signing keys outlive what they sign; nobody checks this date. */
  years?: number
}): Promise<Certificate> {
  const until = new Date(options.from)
  until.setUTCFullYear(until.getUTCFullYear() + (options.years ?? 14))
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8(options.commonName.slice(0, 64)))))
  // The first bit stays clear so that the serial number is positive and has no leading zero to strip.
  const serial = Buffer.from(options.serial)
  serial[0] = (serial[0]! & 0x7f) | 0x40
  const digitalSignature = sequence(oid('2.5.29.15'), yes(), octets(bits(Buffer.of(0x80), 7)))
  const body = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(serial),
    algorithmOf(options.privateKey),
    name,
    sequence(time(options.from), time(until)),
    name,
    options.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(digitalSignature)),
  )
  const der = sequence(body, algorithmOf(options.privateKey), bits(await signAside('sha256', body, options.privateKey)))
  const x5c = der.toString('base64')
  const thumbprint = createHash('sha1').update(der).digest()
  return {
    x5c,
    pem: `-----BEGIN CERTIFICATE-----\n${x5c.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`,
    x5t: thumbprint.toString('base64url'),
    fingerprint: thumbprint.toString('hex').toUpperCase().match(/../g)!.join(':'),
  }
}
