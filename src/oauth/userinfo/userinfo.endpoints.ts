/** OpenID Connect Core section 5.3: claims about the person whose token is shown, in the header or in a form (RFC 6750 section 2). */
import { endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import { TokenRefused, verifyOwnToken, type TokenClaims } from '#resources/keys/index.ts'
import { findUser } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { checkBinding, dpopAlgorithms } from '../possession/index.ts'
import { splitScope } from '../policy/index.ts'
import { claimsFor, openOpaque } from '../tokens/index.ts'

const json = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }

export const userinfoEndpoints = (['GET', 'POST'] as const).map((method) =>
  endpoint<TenantContext>({
    name: method === 'GET' ? 'oauth.userinfo' : 'oauth.userinfoForm',
    http: `${method} /userinfo`,
    about: 'Claims about the person an access token stands for.',
    authority: 'tenant',
    takesCertificates: true,
    cors: 'clients',
    handle: userinfo,
  }),
)

async function userinfo(request: HttpRequest, ctx: TenantContext): Promise<HttpReply> {
  const shown = presented(request)
  if (shown === undefined) return { status: 401, headers: { 'content-type': 'text/plain; charset=utf-8', 'www-authenticate': 'Bearer realm="Users"' }, body: 'Unauthorized' }
  const { scheme, text } = shown
  const claims = await read(ctx, text)
  if (!claims) return refusal(401, 'invalid_token', 'The access token is invalid or has expired.', { scheme })
  try {
    if (!(await checkBinding(ctx, request, { scheme, text, claims }))) return refusal(401, 'invalid_token', 'The access token is bound to a key that this request does not prove.', { scheme })
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const reply = refusal(401, error.error, error.description, { scheme })
    return { ...reply, headers: { ...reply.headers, ...error.options.headers } }
  }
  const scopes = splitScope(typeof claims['scope'] === 'string' ? claims['scope'] : undefined)
  if (!scopes.includes('openid')) return refusal(403, 'insufficient_scope', 'The access token does not carry the openid scope.', { scheme, more: ' scope="openid"' })
  // Looked up each time: what has happened to the person since counts at once.
  const user = await findUser(ctx, claims.sub)
  if (!user || user.blocked) return refusal(401, 'invalid_token', 'The access token is invalid or has expired.', { scheme })
  return { status: 200, headers: json, body: JSON.stringify({ sub: user.user_id, ...claimsFor(user, scopes) }) }
}

type Shown = { scheme: 'Bearer' | 'DPoP'; text: string }

function presented(request: HttpRequest): Shown | undefined {
  const header = request.headers['authorization']
  if (header !== undefined) {
    const [, scheme, text] = /^(Bearer|DPoP) +([A-Za-z0-9._~+/-]+=*)$/i.exec(header) ?? []
    return scheme === undefined || text === undefined ? undefined : { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', text }
  }
  const body = request.method === 'POST' && request.contentType === 'application/x-www-form-urlencoded' ? (request.body as Record<string, unknown> | undefined) : undefined
  return typeof body?.['access_token'] === 'string' ? { scheme: 'Bearer', text: body['access_token'] } : undefined
}

/** Both kinds of token; only those made for this endpoint. */
async function read(ctx: TenantContext, token: string): Promise<TokenClaims | undefined> {
  try {
    const claims = token.split('.').length === 5 ? await openOpaque(ctx, token) : await verifyOwnToken(ctx, token)
    const audiences = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']]
    return ctx.origins.some((origin) => audiences.includes(`${origin}/userinfo`)) ? claims : undefined
  } catch (error) {
    if (error instanceof TokenRefused) return undefined
    throw error
  }
}

function refusal(status: number, error: string, description: string, about: { scheme: Shown['scheme']; more?: string }): HttpReply {
  const challenge = about.scheme === 'DPoP' ? `, algs="${dpopAlgorithms.join(' ')}"` : ''
  const more = about.more === undefined ? '' : `,${about.more}`
  return {
    status,
    headers: { ...json, 'www-authenticate': `${about.scheme} realm="Users", error="${error}", error_description="${description}"${challenge}${more}` },
    body: JSON.stringify({ error, error_description: description }),
  }
}
