/**
 * Proof of possession: a key that the caller shows it holds, by a DPoP proof (RFC 9449) or by the certificate of its TLS connection (RFC 8705),
 * and the tokens bound to it by their `cnf` claim. Owns nothing; used proofs are remembered by `once`, nonces are derived from the tenant's
 * own keys. Does not know grants.
 */
export { bindingFor, checkBinding, type Binding, type Possession } from './binding.ts'
export { dpopAlgorithms, proofIn } from './proof.ts'
export { dpopNonce } from './nonce.ts'
