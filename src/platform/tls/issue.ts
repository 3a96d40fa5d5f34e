/** Makes certificates. ECDSA P-256: accepted everywhere, and fourteen times as fast at the handshake as RSA. */
import './reflection.ts'
import * as x509 from '@peculiar/x509'
import { isIP } from 'node:net'
import { webcrypto, type webcrypto as WebCrypto } from 'node:crypto'

/** PEM texts. */
export type KeyAndCertificate = { cert: string; key: string }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000

export const caDays = 3653
/** Browsers refuse more than 398 days. */
export const leafDays = 397

const subtle = webcrypto.subtle
// The library would otherwise look for a global of the browser's type.
x509.cryptoProvider.set(webcrypto as unknown as Crypto)

const makeKeys = () => subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<WebCrypto.CryptoKeyPair>
const keyPem = async (key: WebCrypto.CryptoKey) => x509.PemConverter.encode(await subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
/** An hour back, for clients whose clock is a little slow. */
const validity = (now: Date, days: number) => ({ notBefore: new Date(now.getTime() - day / 24), notAfter: new Date(now.getTime() + days * day) })
/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
const serial = () => `4${Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex').slice(1)}`

export async function issueAuthority(now: Date): Promise<KeyAndCertificate> {
  const keys = await makeKeys()
  // A name of its own for each appliance: two CAs of one name confuse every trust store.
  const name = `CN=Bailiwick private CA ${serial().slice(-8)},O=Bailiwick`
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name,
    ...validity(now, caDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pem(certificate), key: await keyPem(keys.privateKey) }
}

/** `hosts`: names, wildcards and addresses for subjectAltName. */
export async function issueLeaf(authority: KeyAndCertificate, hosts: readonly string[], now: Date): Promise<KeyAndCertificate> {
  const issuer = new x509.X509Certificate(authority.cert)
  const signingKey = await subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(authority.key), algorithm, false, ['sign'])
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=Bailiwick,O=Bailiwick',
    issuer: issuer.subject,
    ...validity(now, leafDays),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  })
  return { cert: pem(certificate), key: await keyPem(keys.privateKey) }
}

const pem = (certificate: x509.X509Certificate) => `${certificate.toString('pem').trim()}\n`
