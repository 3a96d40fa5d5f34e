/**
 * Dynamic client registration (RFC 7591) for tenants that have turned it on: anybody may register an application, so what is registered is a third
 * party's, asks for consent, and gets nothing beyond the code flow. Owns nothing; the application belongs to `resources/clients`.
 * Does not manage what it made (RFC 7592): administrators do.
 */
export { registrationEndpoint, registrationOn } from './registration.endpoint.ts'
