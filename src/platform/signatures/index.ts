/**
 * Signed requests by RFC 9421 (HTTP Message Signatures) with Ed25519 keys, and the digest of their content by RFC 9530.
 *
 *     signRequest(request, { key, now, nonce }): Promise<headers>
 *     verifyRequest(request, findKey): Promise<{ keyId, created, nonce }>     @throws SignatureProblem
 *     readPublicKey(text), keyId(publicKey), generateKeys(), …
 *
 * Covered: method, authority, path, query, digest of the content, and the certificate that the other side showed (RFC 5929 `tls-server-end-point`),
 * so that a request is good for one appliance only. What is signed carries when it was and a nonce; whether that is fresh and unseen,
 * the caller asks: this folder has no clock and no memory.
 */
export { generateKeys, keyId, privateKeyFrom, publicKeyText, readPublicKey } from './keys.ts'
export { endpointHeader, signRequest, verifyRequest, SignatureProblem, type Signed, type SignatureReason, type Signable } from './messages.ts'
