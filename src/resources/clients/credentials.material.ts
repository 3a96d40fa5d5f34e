/** Reads what was sent as a credential: keys and certificates are checked here once and kept in one form. Private keys are refused, not stored. */
import { createHash, createPublicKey, X509Certificate, type KeyObject, type webcrypto } from 'node:crypto'
import { Problem } from '#kernel/problem.ts'
import type { CredentialSent } from './credentials.schema.ts'
import type { NewCredential } from './credentials.store.ts'

const refuse = (what: string, property: string): never => {
  throw new Problem(400, 'invalid_body', `Payload validation error: '${what}' on property ${property}.`)
}

/** RFC 7518 section 3.3; the upper bound keeps a verification from costing seconds. */
const modulus = { least: 2048, most: 8192 }

type Random = { alphanumeric(length: number): string }
type Members = Omit<CredentialSent, 'credential_type' | 'name'>

export function credentialFrom(random: Random, sent: CredentialSent): NewCredential {
  const { credential_type: type, name = '', ...members } = sent
  const common = { id: `cred_${random.alphanumeric(22)}`, name, credential_type: type, kid: null, alg: null, pem: null, subject_dn: null, thumbprint_sha256: null, expires_at: null }
  if (type === 'public_key') return { ...common, ...publicKey(members) }
  for (const member of ['alg', 'kid', 'expires_at', 'parse_expiry_from_cert'] as const) {
    if (members[member] !== undefined) refuse(`A credential of type ${type} has no ${member}`, member)
  }
  return { ...common, ...(type === 'x509_cert' ? certificate(members) : subject(members)) }
}

function publicKey({ pem, alg = 'RS256', kid, expires_at, parse_expiry_from_cert: fromCertificate, subject_dn }: Members): Partial<NewCredential> {
  if (subject_dn !== undefined) refuse('A credential of type public_key has no subject_dn', 'subject_dn')
  if (pem === undefined) return refuse('Missing required property: pem', 'pem')
  if (fromCertificate && expires_at !== undefined) refuse('expires_at and parse_expiry_from_cert cannot be given together', 'expires_at')
  const { key, certificate } = readKey(pem)
  if (fromCertificate && !certificate) refuse('Only a certificate says when it expires', 'parse_expiry_from_cert')
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa') refuse('An RSA key is needed', 'pem')
  if (bits < modulus.least || bits > modulus.most) refuse(`An RSA key of ${modulus.least} to ${modulus.most} bits is needed, this one has ${bits}`, 'pem')
  return {
    alg,
    kid: kid ?? thumbprint(key),
    pem: key.export({ type: 'spki', format: 'pem' }).toString(),
    expires_at: fromCertificate ? new Date(certificate!.validTo) : expires_at === undefined ? null : new Date(expires_at),
  }
}

function certificate({ pem, subject_dn }: Members): Partial<NewCredential> {
  if (subject_dn !== undefined) refuse('A credential of type x509_cert has no subject_dn', 'subject_dn')
  if (pem === undefined) return refuse('Missing required property: pem', 'pem')
  const read = readCertificate(pem)
  return { pem: read.toString(), subject_dn: nameOf(read), thumbprint_sha256: createHash('sha256').update(read.raw).digest('base64url'), expires_at: new Date(read.validTo) }
}

function subject({ pem, subject_dn }: Members): Partial<NewCredential> {
  if ((pem === undefined) === (subject_dn === undefined)) return refuse('Give either subject_dn or the certificate as pem', 'subject_dn')
  if (pem !== undefined) return { subject_dn: nameOf(readCertificate(pem)) }
  if (!/^[^=,]+=[^,]/.test(subject_dn!)) refuse('A name such as CN=client.example,O=Example is needed', 'subject_dn')
  return { subject_dn: subject_dn! }
}

function readKey(text: string): { key: KeyObject; certificate?: X509Certificate } {
  if (/PRIVATE KEY/.test(text) || /^\s*\{.*"d"\s*:/s.test(text)) return refuse('This is a private key: keep it to yourself and send the public one', 'pem')
  if (/BEGIN CERTIFICATE/.test(text)) {
    const certificate = readCertificate(text)
    return { key: certificate.publicKey, certificate }
  }
  try {
    const key = text.trimStart().startsWith('{')
      ? createPublicKey({ key: JSON.parse(text) as webcrypto.JsonWebKey, format: 'jwk' })
      : createPublicKey({ key: text, format: 'pem' })
    return { key }
  } catch {
    return refuse('Neither a public key nor a certificate in PEM, nor a JWK', 'pem')
  }
}

function readCertificate(text: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch {
    return refuse('Not a certificate in PEM', 'pem')
  }
}

/** RFC 4514: the most specific part first. Node gives a part a line, already escaped. */
const nameOf = (certificate: X509Certificate): string => certificate.subject.split('\n').reverse().join(',')

/** RFC 7638, for an RSA key. */
function thumbprint(key: KeyObject): string {
  const { e, kty, n } = key.export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
}
