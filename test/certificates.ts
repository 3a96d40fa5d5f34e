/** Certificates of clients, made on the spot: self-signed, or by an authority of the test's own. */
import '#platform/tls/reflection.ts'
import * as x509 from '@peculiar/x509'
import { webcrypto } from 'node:crypto'

x509.cryptoProvider.set(webcrypto as unknown as Crypto)

export type Pair = { cert: string; key: string }
export type Authority = Pair & { issue(name: string, options?: { from?: Date; to?: Date }): Promise<Pair> }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const hour = 60 * 60 * 1000
const day = 24 * hour
const keyPair = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
const pemOf = async (key: webcrypto.CryptoKey) => x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
const validity = ({ from, to }: { from?: Date; to?: Date } = {}) => ({ notBefore: from ?? new Date(Date.now() - hour), notAfter: to ?? new Date(Date.now() + day) })

export async function selfSigned(name: string): Promise<Pair> {
  const keys = await keyPair()
  const made = await x509.X509CertificateGenerator.createSelfSigned({ serialNumber: '11', name, ...validity(), signingAlgorithm: algorithm, keys })
  return { cert: made.toString('pem'), key: await pemOf(keys.privateKey) }
}

export async function authority(name: string): Promise<Authority> {
  const keys = await keyPair()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01', name, ...validity(), signingAlgorithm: algorithm, keys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)],
  })
  let serial = 0x20
  return {
    cert: root.toString('pem'),
    key: await pemOf(keys.privateKey),
    async issue(subject, options) {
      const own = await keyPair()
      const made = await x509.X509CertificateGenerator.create({
        serialNumber: (serial += 1).toString(16), subject, issuer: root.subject, ...validity(options), signingAlgorithm: algorithm, publicKey: own.publicKey, signingKey: keys.privateKey,
        extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
      })
      return { cert: made.toString('pem'), key: await pemOf(own.privateKey) }
    },
  }
}
