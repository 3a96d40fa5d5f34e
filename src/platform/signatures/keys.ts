/** Ed25519 keys (RFC 8032) as people hand them about: 43 characters, PEM, or a line of OpenSSH. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

export function generateKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ed25519')
}

const x = (key: KeyObject): string => key.export({ format: 'jwk' }).x!

/** The 32 bytes in base64url. */
export const publicKeyText = (key: KeyObject): string => x(key)

/** The thumbprint of RFC 7638 with the members of RFC 8037, which identifies the key everywhere. */
export const keyId = (key: KeyObject): string => createHash('sha256').update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x: x(key) })).digest('base64url')

/** PKCS#8 in PEM. Undefined when it is something else. */
export function privateKeyFrom(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

/** Undefined when the text is no Ed25519 public key in any of the three forms. */
export function readPublicKey(text: string): KeyObject | undefined {
  const trimmed = text.trim()
  const bytes = rawFrom(trimmed)
  try {
    const key = bytes ? createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') } }) : createPublicKey(trimmed)
    // A private key that was pasted by mistake would be accepted by Node, as the public key within it.
    return key.asymmetricKeyType === 'ed25519' && !/PRIVATE/.test(trimmed) ? key : undefined
  } catch {
    return undefined
  }
}

function rawFrom(text: string): Buffer | undefined {
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return Buffer.from(text, 'base64url')
  const line = /^ssh-ed25519 +([A-Za-z0-9+/]+={0,2})(?: .*)?$/.exec(text)?.[1]
  if (line === undefined) return undefined
  // RFC 8709: two strings, each after its length: the name of the kind, then the 32 bytes.
  const blob = Buffer.from(line, 'base64')
  return blob.length === 51 && blob.subarray(4, 15).toString() === 'ssh-ed25519' ? blob.subarray(19) : undefined
}
