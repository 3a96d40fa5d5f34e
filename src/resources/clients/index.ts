/**
 * Applications ("clients"): who may ask this tenant for tokens, how they prove themselves and where people are sent back to.
 *
 * Owns the tables `clients` and `client_credentials`. An application is present or deleted; one of each tenant is the global client ("All Applications"),
 * which holds tenant-wide pages and never gets a token. Does not know connections, grants, tokens or how logins go.
 */
export { changeClientNamed, createClient, findClient, oldestClientNamed, type ClientHome } from './clients.acts.ts'
export { ClientNotFound } from './clients.contract.ts'
export { clients } from './clients.handlers.ts'
export type { Client } from './clients.schema.ts'
export { credentialsOfClient } from './credentials.acts.ts'
export { clientCredentials } from './credentials.handlers.ts'
export type { CredentialRow } from './credentials.store.ts'
export { CallbackUrl, HttpsUriOrEmpty, isCallback, isUrl, UrlWithPlaceholders, WebUriOrEmpty } from './urls.ts'
export { originAllowed } from './origins.ts'
