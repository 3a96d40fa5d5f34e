/** Reads PKCS#12 (RFC 7292), as exported by Windows, Java and OpenSSL, old and new encryptions. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import forge from 'node-forge'
import type { KeyAndCertificate } from './issue.ts'
import { UnreadablePfx } from './unreadable-pfx.ts'

const { asn1, pki, pkcs12 } = forge
/** Longer than any chain needs. */
const longest = 256 * 1024

/** @throws UnreadablePfx. The chain is put in order: the key's own certificate first, then who issued it, and so on. */
export function readPfx(bytes: Buffer, password: string): KeyAndCertificate {
  if (bytes.length > longest) throw new UnreadablePfx(`The PFX file is larger than ${longest / 1024} KiB.`)
  const container = open(bytes, password)
  const bags = (type: string | undefined) => container.getBags({ bagType: type! })[type!] ?? []
  const keys = [...bags(pki.oids['pkcs8ShroudedKeyBag']), ...bags(pki.oids['keyBag'])].map(keyOf)
  const certificates = bags(pki.oids['certBag']).map(({ cert, asn1: raw }) => new X509Certificate(der(cert ? pki.certificateToAsn1(cert) : raw)))
  if (keys.length === 0) throw new UnreadablePfx('The PFX file contains no private key.')
  if (certificates.length === 0) throw new UnreadablePfx('The PFX file contains no certificate.')
  for (const key of keys) {
    const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key))
    if (leaf) return { cert: chainFrom(leaf, certificates).map(String).join(''), key: key.export({ type: 'pkcs8', format: 'pem' }) as string }
  }
  throw new UnreadablePfx('The private key in the PFX file belongs to none of its certificates.')
}

function open(bytes: Buffer, password: string): forge.pkcs12.Pkcs12Pfx {
  let structure: forge.asn1.Asn1
  try {
    structure = asn1.fromDer(bytes.toString('binary'))
  } catch {
    throw new UnreadablePfx('The file is not PFX (PKCS#12).')
  }
  try {
    return pkcs12.pkcs12FromAsn1(structure, password)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    if (/MAC could not be verified|wrong password|Invalid password/i.test(why)) throw new UnreadablePfx('The password does not open the PFX file.')
    throw new UnreadablePfx(`The PFX file cannot be read: ${why.replace(/\.*$/, '')}.`)
  }
}

const der = (structure: forge.asn1.Asn1): Buffer => Buffer.from(asn1.toDer(structure).getBytes(), 'binary')

/** Keys that the library does not know (elliptic curves) are passed on as they came. */
function keyOf({ key, asn1: raw }: forge.pkcs12.Bag): KeyObject {
  try {
    return key ? createPrivateKey(pki.privateKeyToPem(key)) : createPrivateKey({ key: der(raw), format: 'der', type: 'pkcs8' })
  } catch {
    throw new UnreadablePfx('The private key in the PFX file is of a kind that cannot be used.')
  }
}

function chainFrom(leaf: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const chain = [leaf]
  for (;;) {
    const last = chain.at(-1)!
    const issuer = all.find((each) => !chain.includes(each) && last.checkIssued(each) && last.verify(each.publicKey))
    if (!issuer) return chain
    chain.push(issuer)
  }
}
