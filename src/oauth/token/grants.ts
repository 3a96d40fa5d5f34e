/** Every grant this server knows. A new one is a file in `grants/` and a line here. */
import type { Grant } from './grant.ts'
import { authorizationCode } from './grants/authorization-code.ts'
import { ciba } from './grants/ciba.ts'
import { clientCredentials } from './grants/client-credentials.ts'
import { deviceCode } from './grants/device-code.ts'
import { jwtBearer } from './grants/jwt-bearer.ts'
import { password, passwordRealm } from './grants/password.ts'
import { tokenExchange } from './grants/token-exchange.ts'
import { refreshToken } from './grants/refresh-token.ts'

export const grants: ReadonlyMap<string, Grant> = new Map(
  [authorizationCode, refreshToken, clientCredentials, password, passwordRealm, deviceCode, ciba, tokenExchange, jwtBearer].map((grant) => [grant.type, grant]),
)

/** For discovery. */
export const grantTypes: readonly string[] = [...grants.keys()]
