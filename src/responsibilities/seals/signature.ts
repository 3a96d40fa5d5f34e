import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'

/** The 32 bytes of an Ed25519 public key in base64url, and the private key as PKCS#8 PEM. */
export type SealPair = { id: string; publicKey: string; privateKey: string }

export function generateSealPair(): SealPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'jwk' }).x!
  return { id: keyId(raw), publicKey: raw, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** The first 16 hexadecimal digits of the SHA-256 of the public key: how a key is named. */
export const keyId = (publicKey: string): string => createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 16)

/** Ed25519 over the UTF-8 text; base64url. */
export const signWithPrivateKey = (privateKey: string, text: string): string =>
  sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('base64url')

/** False for a signature, key or text that does not fit; never throws. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

export const signWith = (seal: { privateKey?: string | undefined }, text: string): string => {
  if (seal.privateKey === undefined) throw new Error('The private half of this key is not held by this appliance.')
  return signWithPrivateKey(seal.privateKey, text)
}
