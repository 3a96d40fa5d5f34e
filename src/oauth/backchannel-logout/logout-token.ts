/** Back-Channel Logout 1.0 section 2.4. Never a nonce, so that nobody takes it for an ID token; typed, so that nobody takes it for anything else. */
import { signJwt } from '#resources/keys/index.ts'
import type { LogoutNotice } from '#resources/logout-notices/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

/** Seconds. */
const lifetime = 120

/** RS256 whatever the application's ID tokens use: it is the one algorithm that client libraries take here. */
export function logoutToken(ctx: TenantContext, notice: LogoutNotice): Promise<string> {
  const now = ctx.clock.seconds()
  return signJwt(ctx, {
    header: { typ: 'logout+jwt' },
    claims: {
      iss: notice.issuer ?? ctx.issuer,
      sub: notice.user_id,
      aud: notice.client_id,
      iat: now,
      exp: now + lifetime,
      jti: ctx.random.token(16),
      sid: notice.session_id,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    },
  })
}
