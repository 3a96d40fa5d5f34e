/** OpenID Connect RP-Initiated Logout 1.0: GET and POST /oidc/logout. */
import { endpoint, single, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { errorPage, formRefusal, formToken, knownBrowser, page, spokenIn } from '#login/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { TokenRefused, verifyOwnToken } from '#resources/keys/index.ts'
import { record } from '#resources/logs/index.ts'
import { findSession, type Session } from '#resources/sessions/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { sessionSecret } from '../browser/index.ts'
import { webOrigin } from '../authorize/index.ts'
import { done, endingSession } from './end.ts'
import { isAllowedReturn } from './return-url.ts'

export const oidcLogoutEndpoints = (['GET', 'POST'] as const).map((method) =>
  endpoint<TenantContext>({
    name: method === 'GET' ? 'oauth.oidcLogout' : 'oauth.oidcLogoutForm',
    http: `${method} /oidc/logout`,
    about: 'Ends the session in this browser, OpenID Connect RP-Initiated Logout.',
    authority: 'tenant',
    handle: logout,
  }),
)

type Ask = { clientId: string | undefined; returnTo: string | undefined; sid: string | undefined; state: string | undefined }

class LogoutRefused extends Error {}

async function logout(request: HttpRequest, ctx: TenantContext): Promise<HttpReply> {
  try {
    const read = reader(request)
    const ask = await understand(ctx, read)
    const secret = sessionSecret(request)
    const session = secret === undefined ? undefined : await findSession(ctx, secret)
    // Section 2: without proof that the application means this session the person is asked, or any page on the web could sign people out.
    const asks = tenantSettings(ctx).sessions?.oidc_logout_prompt_enabled !== false
    if (session && asks && ask.sid !== session.id && !confirmed(ctx, read, session)) return confirmation(ctx, read, session, ask.returnTo)
    return await endingSession(ctx, done(withState(ask)), { clientId: ask.clientId, returnTo: ask.returnTo })
  } catch (error) {
    if (!(error instanceof LogoutRefused)) throw error
    await record(ctx, { type: 'flo', description: error.message })
    return errorPage(ctx, { status: 400, title: 'You have not been signed out', sentence: 'The application sent a logout request that this server cannot accept.', error: 'invalid_request', description: error.message })
  }
}

type Reader = (name: string) => string | undefined

function reader(request: HttpRequest): Reader {
  const body = request.method === 'POST' && request.body !== null && typeof request.body === 'object' ? (request.body as Record<string, unknown>) : {}
  return (name) => single(body[name] ?? request.query[name]) || undefined
}

async function understand(ctx: TenantContext, read: Reader): Promise<Ask> {
  const hint = await hinted(ctx, read('id_token_hint'))
  const named = read('client_id')
  if (hint && named !== undefined && named !== hint.clientId) throw new LogoutRefused('The client_id does not match the id_token_hint.')
  const logoutHint = read('logout_hint')
  if (hint?.sid !== undefined && logoutHint !== undefined && logoutHint !== hint.sid) throw new LogoutRefused('The logout_hint does not match the id_token_hint.')
  const clientId = hint?.clientId ?? named
  const client = clientId === undefined ? undefined : await findClient(ctx, clientId)
  if (clientId !== undefined && !client) throw new LogoutRefused(`Unknown client: ${clientId}`)
  const returnTo = read('post_logout_redirect_uri')
  const allowed = client ? (client.allowed_logout_urls ?? []) : (tenantSettings(ctx).allowed_logout_urls ?? [])
  if (returnTo !== undefined && !isAllowedReturn(returnTo, allowed)) {
    throw new LogoutRefused(`The "post_logout_redirect_uri" parameter "${returnTo}" is not defined as a valid URL in "Allowed Logout URLs"`)
  }
  return { clientId, returnTo: returnTo ?? (client ? allowed.find((url) => !url.includes('*')) : undefined), sid: hint?.sid ?? logoutHint, state: read('state') }
}

/** An ID token of ours, also an expired one (section 2); HS256 ones cannot be told from forgeries here and prove nothing. */
async function hinted(ctx: TenantContext, token: string | undefined): Promise<{ clientId: string; sid: string | undefined } | undefined> {
  if (token === undefined) return undefined
  try {
    const claims = await verifyOwnToken(ctx, token, { allowExpired: true })
    if (typeof claims['aud'] !== 'string') throw new LogoutRefused('The id_token_hint is not an ID token.')
    return { clientId: claims['aud'], sid: typeof claims['sid'] === 'string' ? claims['sid'] : undefined }
  } catch (error) {
    if (error instanceof TokenRefused) throw new LogoutRefused('The id_token_hint is not a token of this server.')
    throw error
  }
}

function withState({ returnTo, state }: Ask): string | undefined {
  if (returnTo === undefined || state === undefined) return returnTo
  const [before, fragment] = returnTo.split('#', 2) as [string, string | undefined]
  return `${before}${before.includes('?') ? '&' : '?'}state=${encodeURIComponent(state)}${fragment === undefined ? '' : `#${fragment}`}`
}

const confirmed = (ctx: TenantContext, read: Reader, session: Session): boolean =>
  ctx.request.method === 'POST' && read('action') === 'logout' && formRefusal(ctx, `logout ${session.id}`) === undefined

/** Asks the person; the form repeats the request, with a token that only this page has. */
function confirmation(ctx: TenantContext, read: Reader, session: Session, returnTo: string | undefined): HttpReply {
  const { secret, cookies } = knownBrowser(ctx)
  const uiLocales = read('ui_locales')
  const { texts } = spokenIn(ctx, uiLocales)
  const repeated = ['id_token_hint', 'logout_hint', 'post_logout_redirect_uri', 'client_id', 'state', 'ui_locales'].flatMap((name) => {
    const value = read(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const card = {
    status: 200,
    title: texts.logout.title,
    sentences: [texts.logout.sentence],
    form: {
      action: '/oidc/logout',
      hidden: { ...Object.fromEntries(repeated), csrf: formToken(secret, `logout ${session.id}`) },
      fields: [],
      buttons: [{ text: texts.logout.submit, name: 'action', value: 'logout' }],
    },
  }
  return page(ctx, card, { uiLocales, cookies, formTargets: returnTo === undefined ? [] : [target(returnTo)] })
}

/** What the browser may be led to by the form's answer: an origin, or an application's own scheme. */
const target = (url: string): string => webOrigin(url) ?? url.slice(0, url.indexOf(':') + 1)
