/**
 * Documents by which software finds its way: metadata and keys. Derived from configuration at each request, stored nowhere.
 */
export { discoveryEndpoints } from './discovery.endpoints.ts'
export { sendsIssuer } from './metadata.ts'
