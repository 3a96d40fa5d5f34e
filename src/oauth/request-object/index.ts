/**
 * Signed authorization requests by value (JAR, RFC 9101): one JWT whose claims are the parameters, signed with a key that the application registered
 * for it. Verifies and unpacks; keeps nothing. Does not know what the parameters mean. Encrypted objects and objects by reference are not taken.
 */
export { readRequestObject, requestObjectAlgorithms, RequestObjectRefused, signsRequests } from './request-object.ts'
