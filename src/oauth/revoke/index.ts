/** /oauth/revoke: refresh tokens given back by the application they belong to. */
export { revokeEndpoint } from './revoke.endpoint.ts'
