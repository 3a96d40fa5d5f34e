/**
 * The application and the person of the synthetic login: made by the appliance in the tenant that it watches. What they do is no event of the
 * tenant's: it is neither in its log nor in its statistics.
 */

/** Ids of applications are otherwise drawn by chance from letters and digits, so that no other one begins so. */
export const syntheticClientPrefix = 'synthetic-login-'
export const syntheticUserId = 'auth0|synthetic-login'

export const isSynthetic = ({ client_id, user_id }: { client_id?: string | undefined; user_id?: string | undefined }): boolean =>
  user_id === syntheticUserId || client_id?.startsWith(syntheticClientPrefix) === true
