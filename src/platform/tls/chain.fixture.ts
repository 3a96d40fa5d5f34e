/** Authorities and certificates for tests, as sound or as faulty as they are asked for. */
import './reflection.ts'
import * as x509 from '@peculiar/x509'
import { webcrypto } from 'node:crypto'

export type Made = { cert: string; key: string; certificate: x509.X509Certificate; keys: webcrypto.CryptoKeyPair }

const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const rsa = (modulusLength: number) => ({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength })
const day = 86_400_000
let count = 0

type Wanted = { issuer?: Made; names?: readonly string[]; authority?: boolean; days?: number; from?: number; rsaBits?: number; now?: Date; selfSigned?: boolean }

/** `days` until it ends, `from` days ago it began. Without an issuer it signs itself. */
export async function make(name: string, { issuer, names = [], authority = false, days = 90, from = 1, rsaBits, now = new Date() }: Wanted = {}): Promise<Made> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto)
  const algorithm = rsaBits ? rsa(rsaBits) : ec
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `4${(count += 1).toString(16).padStart(7, '0')}${Date.now().toString(16).padStart(12, '0')}`,
    subject: `CN=${name}`,
    issuer: issuer ? issuer.certificate.subject : `CN=${name}`,
    notBefore: new Date(now.getTime() - from * day), notAfter: new Date(now.getTime() + days * day),
    signingAlgorithm: issuer ? { ...(issuer.keys.privateKey.algorithm as object), hash: 'SHA-256' } as never : algorithm,
    publicKey: keys.publicKey, signingKey: (issuer ?? { keys }).keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(authority, undefined, true),
      ...(authority ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true)] : [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth])]),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))] : []),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { cert: `${certificate.toString('pem').trim()}\n`, key: `${key.trim()}\n`, certificate, keys }
}

/** A root, an intermediate, and a way to get leaves from it with their chain. */
export async function makeAuthority(name = 'Test') {
  const root = await make(`${name} root`, { authority: true, days: 3650 })
  const intermediate = await make(`${name} intermediate`, { authority: true, issuer: root, days: 1000 })
  return {
    root, intermediate,
    async leaf(names: readonly string[], wanted: Wanted = {}) {
      const made = await make(names[0] ?? 'nobody', { issuer: intermediate, names, ...wanted })
      return { ...made, chain: made.cert + intermediate.cert }
    },
  }
}
