/** One login from the application's request to the person's profile, and out again: authorization code with PKCE (RFC 7636), pages, token, userinfo, logout. */
import { createHash } from 'node:crypto'
import type { Randomness } from '#platform/crypto/index.ts'
import type { DoorAnswer, OwnDoor } from './own-door.ts'

export type Canary = {
  /** `https://main.example.com:8443` */
  origin: string
  clientId: string
  clientSecret: string
  redirectUri: string
  userId: string
  identifier: string
  password: string
}

const mostSteps = 8

/** Rejects with a sentence that says how far it came. */
export async function walk(canary: Canary, door: OwnDoor, random: Randomness): Promise<void> {
  const { origin, clientId, clientSecret, redirectUri } = canary
  const browser = createBrowser(door, new URL(origin))
  const [state, verifier] = [random.token(), random.token(48)]
  const back = await browser.signIn(new URL(`/authorize?${new URLSearchParams({
    response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: 'openid profile', state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  })}`, origin), canary)
  const returned = back.searchParams
  if (returned.has('error')) throw new Error(`The application was told ${returned.get('error')}: ${returned.get('error_description') ?? ''}.`)
  if (returned.get('state') !== state || !returned.has('code')) throw new Error('The application did not get the code it asked for.')

  const form = new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, code: returned.get('code')!, code_verifier: verifier })
  const tokens = answered(await door(new URL('/oauth/token', origin), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() }), 'The token endpoint')
  const profile = answered(await door(new URL('/userinfo', origin), { headers: { authorization: `Bearer ${String(tokens['access_token'])}` } }), 'The profile')
  if (profile['sub'] !== canary.userId) throw new Error('The profile is that of somebody else.')
  await browser.ask(new URL(`/v2/logout?${new URLSearchParams({ client_id: clientId })}`, origin))
}

function answered({ status, body }: DoorAnswer, what: string): Record<string, unknown> {
  const said = readJson(body)
  if (status === 200) return said
  throw new Error(`${what} was refused with ${status}: ${String(said['error_description'] ?? said['error'] ?? 'no reason was given')}.`)
}

function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** Cookies, redirects and forms of one host, and nothing more of a browser. */
function createBrowser(door: OwnDoor, home: URL) {
  const cookies = new Map<string, string>()
  const ask = async (url: URL, sent?: { body: string; headers: Record<string, string> }): Promise<DoorAnswer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await door(url, { ...(sent ? { method: 'POST', body: sent.body } : {}), headers: { accept: 'text/html', ...sent?.headers, ...(cookie === '' ? {} : { cookie }) } })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined) cookies.set(name, value ?? '')
    }
    return answer
  }

  return {
    ask,
    /** Follows redirects and fills in what is asked; ends where the application's address is reached. */
    async signIn(start: URL, { identifier, password, redirectUri }: Canary): Promise<URL> {
      let url = start
      let answer = await ask(url)
      for (let step = 0; step < mostSteps; step += 1) {
        const location = answer.headers['location']
        if (typeof location === 'string') {
          url = new URL(location, url)
          if (url.href.startsWith(redirectUri)) return url
          if (url.host !== home.host) throw new Error(`The person was sent to ${url.host} instead of back to the application.`)
          answer = await ask(url)
          continue
        }
        const form = formIn(answer.body)
        if (answer.status >= 400 || !form || !('username' in form.fields || 'password' in form.fields)) throw new Error(`The page ${url.pathname} answered ${answer.status}${titleOf(answer.body)}.`)
        const filled = new URLSearchParams({ ...form.fields, ...('username' in form.fields ? { username: identifier } : {}), ...('password' in form.fields ? { password } : {}) })
        url = new URL(form.action || url.href, url)
        answer = await ask(url, { body: filled.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: home.origin } })
      }
      throw new Error(`The login did not end after ${mostSteps} steps.`)
    },
  }
}

const plain = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
const titleOf = (html: string): string => {
  const title = /<title>([^<]{1,200})<\/title>/.exec(html)?.[1]
  return title === undefined ? '' : ` (“${plain(title)}”)`
}

/** The first form of one of our own pages: its fields with what stands in them, and its named button. */
function formIn(html: string): { action: string; fields: Record<string, string> } | undefined {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/.exec(html)
  if (!form) return undefined
  const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  const fields = [...form[2]!.matchAll(/<(input|button)\b[^>]*>/g)].flatMap(([tag, kind]) => {
    const name = attribute(tag, 'name')
    const unchecked = attribute(tag, 'type') === 'checkbox' && !/\schecked\b/.test(tag)
    return name === undefined || unchecked || (kind === 'button' && attribute(tag, 'value') === undefined) ? [] : [[name, plain(attribute(tag, 'value') ?? '')]]
  })
  return { action: plain(attribute(form[1]!, 'action') ?? ''), fields: Object.fromEntries(fields) as Record<string, string> }
}
