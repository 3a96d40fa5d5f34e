/**
 * Signatures of the appliance and of the parties (Ed25519, RFC 8032) over canonical JSON, and their keys. Owns `responsibility_keys`.
 *
 * Three owners: the appliance signs attestations and the journal's head; each party signs versions of the matrix. The private half of a
 * key made here is sealed and never leaves; a provider of its own keeps its private half elsewhere, and only the public half is adopted.
 * States of a key: current → retired; what a retired key signed stays verifiable. Does not know what is signed.
 */
export { canonical, fingerprint } from './canonical.ts'
export { adoptKey, ensureKey, keyById, type KeyOwner, type Seal } from './keys.ts'
export { keyId as keyIdOf, isSignedBy, signWith, signWithPrivateKey, generateSealPair } from './signature.ts'
