/**
 * POST /oauth/par (RFC 9126): an application sends its authorization request by itself, authenticated, and gets a reference for the browser to carry.
 * Owns nothing; `authorize` judges the request, `pushed` keeps it. Exists where the tenant has turned it on.
 */
export { parEndpoint } from './par.endpoint.ts'
