/** The protocol engine as a whole, over a real database: whatever comes, people are sent to registered places only, and errors are the declared ones. */
import fc from 'fast-check'
import type { HttpReply } from '#kernel/exchange.ts'
import { OAuthError, Problem } from '#kernel/problem.ts'
import { callback, startEngine, type Engine } from '../../src/oauth/engine.fixture.ts'
import { Refused } from '../../src/platform/http/refused.ts'
import { parseParameters } from '../../src/platform/http/parameters.ts'
import { must, pieces, target } from './target.ts'

let engine: Engine | undefined
let users = 0
const open = async () => {
  users += 1
  engine ??= await startEngine('fuzz')
}
const close = async () => {
  users -= 1
  if (users > 0) return
  await engine?.close()
  engine = undefined
}

const value = pieces(['code', 'token', 'id_token', ' ', 'openid', 'offline_access', callback, 'https://evil.example/', 'none', 'login', 'S256', 'plain', 'query', 'fragment', 'form_post', 'web_message', '0', '-1', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'people', '\r\n', '<script>', '"', '\u{1f600}'], 3)
const names = ['response_type', 'redirect_uri', 'scope', 'state', 'nonce', 'prompt', 'max_age', 'code_challenge', 'code_challenge_method', 'response_mode', 'audience', 'connection', 'request', 'request_uri', 'login_hint', 'ui_locales', 'screen_hint', 'organization', 'claims', 'authorization_details', 'dpop_jkt', 'client_id']
const usual = { response_type: 'code', redirect_uri: callback, scope: 'openid', state: 's' }

function judge(reply: HttpReply): void {
  must(reply.status >= 200 && reply.status < 500, `status ${reply.status}`)
  const location = reply.headers?.['location']
  if (location !== undefined) {
    must(!/[\r\n\0]/.test(location), 'a line break in Location')
    must(location.length < 100_000, 'an unbounded Location')
    must(/^\/(?![/\\])/.test(location) || new URL(location).origin === new URL(callback).origin, `leads to ${location}`)
  }
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? '')
  must(body.length < 200_000, 'an unbounded answer')
  must(!body.includes('<script>'), 'a script came through')
}

const ask = async (http: string, over: Parameters<Engine['call']>[1]) => {
  try {
    judge(await engine!.call(http, over))
  } catch (error) {
    if (!(error instanceof OAuthError || error instanceof Problem || error instanceof Refused)) throw error
    must(error instanceof Refused || error.status < 500, `declared, but ${String(error)}`)
  }
}

const authorizeEngine = target({
  name: 'engine-authorize', about: '/authorize whole: registered places only, no error of ours, bounded',
  inputs: fc.tuple(fc.constantFrom('web', 'spa', 'none'), fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 }), fc.boolean()), quick: 200, long: 8000, open, close,
  check([who, parameters, post]) {
    const client_id = who === 'none' ? 'nobody' : engine![who as 'web' | 'spa'].client_id
    let query: Record<string, string | string[]>
    try {
      // As they come through the door, which lets no NUL in.
      query = parseParameters(new URLSearchParams({ client_id, ...usual, ...parameters }).toString())
    } catch (error) {
      return must(error instanceof Refused, String(error))
    }
    return ask(post ? 'POST /authorize' : 'GET /authorize', post ? { body: query, contentType: 'application/x-www-form-urlencoded' } : { query })
  },
})

const tokenEngine = target({
  name: 'engine-token', about: '/oauth/token and its neighbours whole: an answer or a declared error, never a token for nothing',
  inputs: fc.tuple(
    fc.constantFrom('/oauth/token', '/oauth/token', '/oauth/token', '/oauth/revoke', '/userinfo'),
    pieces(['grant_type=', 'authorization_code', 'refresh_token', 'client_credentials', 'password', 'urn:ietf:params:oauth:grant-type:device_code', '&client_id=WEB', '&client_id=SPA', '&client_secret=x', '&code=x', '&code=', '&refresh_token=v1.x', '&refresh_token=', '&code_verifier=', '&redirect_uri=', '&scope=openid', '&audience=', '&token=', '&access_token=', '&username=jane@example.com', '&password=x', '&realm=people', '&device_code=x', '&client_assertion=a.b.c', '&', '%00', 'e30.e30.x', 'a..b.c.d'], 10),
  ), quick: 200, long: 6000, open, close,
  async check([path, text]) {
    const form = text.replaceAll('WEB', engine!.web.client_id).replaceAll('SPA', engine!.spa.client_id)
    let body: Record<string, string | string[]>
    try {
      body = parseParameters(form)
    } catch (error) {
      must(error instanceof Refused, String(error))
      return
    }
    let reply: HttpReply
    try {
      reply = await engine!.call(`POST ${path}`, { body, contentType: 'application/x-www-form-urlencoded' })
    } catch (error) {
      must(error instanceof OAuthError || error instanceof Problem || error instanceof Refused, String(error))
      return
    }
    judge(reply)
    must(!/"(access|refresh|id)_token":/.test(String(reply.body ?? '')), 'a token for nothing')
  },
})

export const engineTargets = [authorizeEngine, tokenEngine]
