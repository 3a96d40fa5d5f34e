/** Scope lists (RFC 6749 section 3.3) and the scopes that mean the same on every API. */

/** `{claim}` scopes are an Auth0 extension: each asks for the one claim of its name. */
export const claimScopes = ['name', 'given_name', 'family_name', 'nickname', 'email_verified', 'picture', 'created_at', 'identities'] as const

/** OpenID Connect Core section 5.4 and offline_access (section 11); never taken from an API's own list. */
export const identityScopes: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'phone', 'address', 'offline_access', 'online_access', ...claimScopes])

/** In the order asked, each once. */
export const splitScope = (text: string | undefined): string[] => [...new Set((text ?? '').split(/\s+/).filter((scope) => scope !== ''))]

export const joinScope = (scopes: readonly string[]): string => scopes.join(' ')
