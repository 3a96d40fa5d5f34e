/**
 * Logout in the browser: /v2/logout and /oidc/logout. Ends the session and its cookies; access tokens and refresh tokens stay as they are.
 * Never sends anybody to an address that is not registered.
 */
import { oidcLogoutEndpoints } from './oidc-logout.endpoints.ts'
import { v2Logout } from './v2-logout.endpoint.ts'

export const logoutEndpoints = [v2Logout, ...oidcLogoutEndpoints]
