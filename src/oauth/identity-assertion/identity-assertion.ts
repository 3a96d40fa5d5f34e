import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import { connectionsOfClient, type Connection } from '#resources/connections/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { useOnce } from '../once/index.ts'
import { ForeignTokenRefused, issuerNamed, personOf, verifyForeign, type ForeignClaims, type ForeignIssuer } from '../trusted-issuers/index.ts'

export const jwtBearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

export type IdentityAssertion = {
  user: User
  connection: string
  /** What the identity provider lets the application have. */
  scopes: readonly string[] | undefined
  /** The API it names, if it does. */
  resource: string | undefined
}

/** Seconds: an assertion is shown as soon as it was made. */
const longestLife = 600
const skew = 60
const longestId = 255

const refused = (detail: string) => new OAuthError(403, 'invalid_grant', 'Assertion is invalid or has expired', { detail: `identity assertion: ${detail}` })

/** @throws OAuthError 403 `invalid_grant`. */
export async function readIdentityAssertion(ctx: TenantContext, client: Client, assertion: string): Promise<IdentityAssertion> {
  const issuer = issuerNamed(assertion)
  const trusted = (await connectionsOfClient(ctx, client.client_id)).map((connection) => ({ connection, by: trustIn(ctx, connection) })).find(({ by }) => by !== undefined && by.issuer === issuer)
  if (!trusted?.by) throw refused('no connection of the application trusts this issuer')
  const claims = await verified(ctx, trusted.by, assertion)
  const now = ctx.clock.seconds()
  if (claims['client_id'] !== client.client_id) throw refused('made for another application')
  if (claims.exp > now + longestLife + skew) throw refused(`exp is more than ${longestLife} seconds ahead`)
  const { jti } = claims
  if (typeof jti !== 'string' || jti === '' || jti.length > longestId) throw refused(`jti must be a text of up to ${longestId} characters`)
  if (!(await useOnce(ctx, 'identity-assertion', trusted.by.issuer, jti, Math.ceil(claims.exp) + skew))) throw refused('jti was used before')
  const user = await personOf(ctx, trusted.connection, claims, { create: true, update: false })
  if (!user || user.blocked) throw refused('stands for no person')
  return { user, connection: trusted.connection.name, scopes: scopesOf(claims), resource: typeof claims['resource'] === 'string' ? claims['resource'] : undefined }
}

/** undefined: the connection is not for this. */
function trustIn(ctx: TenantContext, { strategy, options, ...connection }: Connection): ForeignIssuer | undefined {
  if ((strategy !== 'oidc' && strategy !== 'okta') || connection.cross_app_access_resource_app?.status !== 'enabled') return undefined
  const text = (name: string): string | undefined => {
    const value = (options as Record<string, unknown>)[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const domain = strategy === 'okta' ? text('domain') : undefined
  const issuer = text('issuer') ?? (domain && `https://${domain}`)
  const uri = text('jwks_uri') ?? (domain && `https://${domain}/oauth2/v1/keys`)
  if (issuer === undefined || uri === undefined) return undefined
  return { issuer, jwks_uri: uri, audiences: ctx.origins.map((origin) => `${origin}/`), type: 'oauth-id-jag+jwt' }
}

async function verified(ctx: TenantContext, by: ForeignIssuer, assertion: string): Promise<ForeignClaims> {
  try {
    return await verifyForeign(ctx, by, assertion)
  } catch (error) {
    throw error instanceof ForeignTokenRefused ? refused(error.message) : error
  }
}

const scopesOf = ({ scope }: ForeignClaims): readonly string[] | undefined => (typeof scope === 'string' ? scope.split(' ').filter((each) => each !== '') : undefined)
