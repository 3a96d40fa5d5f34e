/** The flows that are measured. One definition for both servers: they differ in paths, credentials and the name of one parameter. */
import { createHash } from 'node:crypto'
import type { Flow } from './load.ts'
import { apiScope, audience, callback, loginScope, type Site } from './site.ts'
import { bytesOf, headerOf, type Wire, type WireAnswer, type WireRequest } from './wire.ts'

export const flowNames = ['client_credentials', 'refresh', 'code', 'silent', 'userinfo', 'password', 'discovery'] as const
export type FlowName = (typeof flowNames)[number]

export const flowTitles: Record<FlowName, string> = {
  client_credentials: 'client credentials (JWT, RS256)',
  refresh: 'refresh with rotation (JWT access token, ID token, new refresh token)',
  code: 'code flow (authorize with a session, PKCE, then token: JWT, ID token, refresh token)',
  silent: 'silent authorize (prompt=none → code)',
  userinfo: 'userinfo (opaque token)',
  password: 'password grant (argon2id)',
  discovery: 'discovery document',
}

/** RFC 7636 appendix B. */
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = createHash('sha256').update(verifier).digest('base64url')

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

function expect(answer: WireAnswer, status: number, ...parts: string[]): WireAnswer {
  const text = status === 302 ? (headerOf(answer, 'location') ?? '') : answer.body
  const missing = parts.find((part) => !text.includes(part))
  // 302 and 303 send a browser on alike.
  const fits = answer.status === status || (status === 302 && answer.status === 303)
  if (!fits || missing !== undefined) {
    throw new Error(`expected ${status}${missing ? ` with ${missing}` : ''}, got ${answer.status}: ${text.slice(0, 300) || answer.body.slice(0, 300)}`)
  }
  return answer
}

export type Flows = Partial<Record<FlowName, Flow>>

/** @param tokens how many opaque access tokens and refresh token families are made beforehand. */
export async function flowsOf(site: Site, wire: Wire, tokens: number): Promise<Flows> {
  const { target, paths } = site
  const bytes = (request: WireRequest) => bytesOf(target, request)
  const post = (fields: Record<string, string>) => bytes({ method: 'POST', path: paths.token, body: form(fields) })
  const inTurn = <T>(list: readonly T[]) => {
    let at = 0
    return () => list[at++ % list.length]!
  }
  const one = (requests: readonly string[], status: number, ...parts: string[]): Flow => {
    const next = inTurn(requests)
    return { target, requests: 1, pass: async (over) => void expect(await over.ask(next()), status, ...parts) }
  }

  const authorizePath = (more: Record<string, string>) => `${paths.authorize}?${form({
    client_id: site.web.id, response_type: 'code', redirect_uri: callback, scope: loginScope, [site.audienceParameter]: audience,
    state: 'af0ifjsldkj', nonce: 'n-0S6_WzA2Mj', code_challenge: challenge, code_challenge_method: 'S256', ...more,
  })}`
  const asPeople = (path: string) => site.cookies.map((cookie) => bytes({ method: 'GET', path, headers: { cookie, accept: 'text/html' } }))
  const credentials = { client_id: site.web.id, client_secret: site.web.secret }
  const redeem = async (over: Wire, answer: WireAnswer) => {
    const code = new URL(headerOf(expect(answer, 302, `${callback}?`, 'code='), 'location')!).searchParams.get('code')!
    const token = await over.ask(post({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier, ...credentials }))
    return JSON.parse(expect(token, 200, 'access_token').body) as { access_token: string; refresh_token?: string; id_token?: string }
  }

  const authorize = inTurn(asPeople(authorizePath({})))
  const code: Flow = {
    target,
    requests: 2,
    async pass(over) {
      const answer = await redeem(over, await over.ask(authorize()))
      if (!answer.refresh_token || !answer.id_token || answer.access_token.split('.').length !== 3) throw new Error(`the code flow gave ${Object.keys(answer)}`)
    },
  }

  const plain = inTurn(asPeople(authorizePath({ scope: 'openid profile email', [site.audienceParameter]: '' }).replace(`${site.audienceParameter}=&`, '')))
  const opaque: string[] = []
  const families: string[] = []
  for (let made = 0; made < tokens; made += 1) {
    if (made < 64) opaque.push((await redeem(wire, await wire.ask(plain()))).access_token)
    families.push((await redeem(wire, await wire.ask(authorize()))).refresh_token!)
  }
  const refresh: Flow = {
    target,
    requests: 1,
    async pass(over) {
      const token = families.shift()
      if (token === undefined) throw new Error('there are fewer refresh tokens than connections')
      const answer = expect(await over.ask(post({ grant_type: 'refresh_token', refresh_token: token, ...credentials })), 200, 'id_token', 'access_token')
      const next = (JSON.parse(answer.body) as { refresh_token: string }).refresh_token
      if (next === token) throw new Error('the refresh token was not rotated')
      families.push(next)
    },
  }

  const { passwords } = site
  return {
    client_credentials: one([post({ grant_type: 'client_credentials', client_id: site.machine.id, client_secret: site.machine.secret, [site.audienceParameter]: audience, scope: apiScope })], 200, 'access_token'),
    refresh,
    code,
    silent: one(asPeople(authorizePath({ prompt: 'none' })), 302, `${callback}?`, 'code='),
    userinfo: one(opaque.map((token) => bytes({ method: 'GET', path: paths.userinfo, headers: { authorization: `Bearer ${token}` } })), 200, '"email"', '"name"'),
    ...(passwords && {
      password: one(passwords.people.map(({ email, password }) => post({
        grant_type: 'http://auth0.com/oauth/grant-type/password-realm', realm: passwords.realm, username: email, password,
        client_id: passwords.client.id, client_secret: passwords.client.secret, audience, scope: 'openid read:things',
      })), 200, 'access_token', 'id_token'),
    }),
    discovery: one([bytes({ method: 'GET', path: paths.discovery })], 200, '"issuer"'),
  }
}
