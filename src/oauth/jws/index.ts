/**
 * Signed messages from clients (RFC 7515, compact form): read within a size limit, verified with a key and an algorithm that the caller chose.
 * A message never chooses its own key: `jku`, `x5u`, `x5c` and `jwk` are not looked at here (RFC 8725 section 3.5). Keeps nothing.
 */
export { asymmetricAlgorithms, fitsAlgorithm, profileAlgorithms, type AsymmetricAlgorithm } from './algorithms.ts'
export { readJws, verifiesWithKey, verifiesWithSecret, type Jws } from './jws.ts'
