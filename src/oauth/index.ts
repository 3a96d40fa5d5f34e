/**
 * The protocol engine: OAuth 2 (RFC 6749, 9700) and OpenID Connect, the endpoints that applications call, one folder each.
 * A request is parsed, its client known, the request trusted, the person known, the grant given: phases in the types, so that no step
 * can be left out. Sends people to `login` and is told who they are; does not know how they proved it.
 */
import type { Endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { authorizeEndpoints } from './authorize/index.ts'
import { cibaEndpoints } from './ciba/index.ts'
import { deviceEndpoints } from './device/index.ts'
import { discoveryEndpoints } from './discovery/index.ts'
import { logoutEndpoints } from './logout/index.ts'
import { parEndpoint } from './par/index.ts'
import { registrationEndpoint } from './registration/index.ts'
import { resumeEndpoint } from './resume.endpoint.ts'
import { revokeEndpoint } from './revoke/index.ts'
import { tokenEndpoint } from './token/index.ts'
import { userinfoEndpoints } from './userinfo/index.ts'

export { authStepTime } from './authorize/index.ts'
export { backchannelLogout } from './backchannel-logout/index.ts'
export { issueTestToken } from './token/index.ts'

export const oauthEndpoints: Endpoint<TenantContext>[] = [
  ...discoveryEndpoints,
  ...authorizeEndpoints,
  parEndpoint,
  registrationEndpoint,
  resumeEndpoint,
  ...deviceEndpoints,
  ...cibaEndpoints,
  tokenEndpoint,
  ...userinfoEndpoints,
  revokeEndpoint,
  ...logoutEndpoints,
]
