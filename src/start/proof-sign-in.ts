/** Signs in at a restored copy as a browser would: authorization code with PKCE (RFC 7636) through the pages, then the tokens are looked at. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import type { Canary, Certificate } from '#operate/backups/index.ts'
import { createClient } from '#resources/clients/index.ts'
import { enableClients, findConnection } from '#resources/connections/index.ts'
import { plantCanary } from './canary.ts'
import { withinTenant } from './process-context.ts'
import type { Copy } from './proof-copy.ts'

type Answer = { status: number; location: string | undefined; text: string }
type Visitor = { get(path: string): Promise<Answer>; post(path: string, form: Record<string, string>): Promise<Answer>; bearer(path: string, token: string): Promise<Answer> }

const callback = 'https://proof.invalid/callback'

export async function signInAt(copy: Copy, brought: Canary | undefined): Promise<NonNullable<Certificate['signed_in']>> {
  const began = performance.now()
  const { context } = copy
  // Backups of an appliance that has nobody with a password carry no canary; then one is made in the copy.
  const canary = brought ?? (await plantCanary(context))
  const tenant = canary && (await context.cache.tenant(canary.tenant))
  if (!tenant) throw new Error('The restored appliance has no tenant at which anybody could sign in with a password.')
  const within = withinTenant(context, tenant)
  const client = await createClient(within, { name: 'Proof of a backup', app_type: 'spa', token_endpoint_auth_method: 'none', callbacks: [callback], grant_types: ['authorization_code'] })
  const connection = await findConnection(within, canary.connection)
  if (!connection) throw new Error(`The restored tenant ${canary.tenant} lacks its connection ${canary.connection}.`)
  await enableClients(context.db, tenant.id, connection.id, [client.client_id])
  await context.cache.settled(tenant.id)

  const visitor = visit(copy, context.addresses.hostOf(canary.tenant))
  const code_verifier = context.random.token(32)
  const query = new URLSearchParams({
    response_type: 'code', client_id: client.client_id, redirect_uri: callback, scope: 'openid profile email', state: 'proof', nonce: code_verifier.slice(0, 8), connection: canary.connection,
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'), code_challenge_method: 'S256',
  })
  const code = await walk(visitor, `/authorize?${query}`, canary)
  const tokens = JSON.parse((await expectOk(visitor.post('/oauth/token', { grant_type: 'authorization_code', code, client_id: client.client_id, redirect_uri: callback, code_verifier }), 'the code was not redeemed')).text) as { access_token: string; id_token: string }
  const person = JSON.parse((await expectOk(visitor.bearer('/userinfo', tokens.access_token), 'the access token was not accepted')).text) as { sub: string }
  if (person.sub !== canary.user_id) throw new Error('Somebody else signed in than the one whose password was used.')
  await checkSignature(visitor, tokens.id_token)
  return { tenant: canary.tenant, user: canary.email, came_with_the_backup: brought !== undefined, seconds: Math.round((performance.now() - began) / 100) / 10 }
}

/** Through the pages, whatever their order, until the application has its code. */
async function walk(visitor: Visitor, start: string, canary: Canary): Promise<string> {
  let path = start
  let answer = await visitor.get(path)
  for (let steps = 0; steps < 12; steps += 1) {
    if (answer.location !== undefined) {
      if (answer.location.startsWith(callback)) {
        const returned = new URL(answer.location).searchParams
        const code = returned.get('code')
        if (code === null) throw new Error(`The restored appliance let nobody in: ${returned.get('error_description') ?? returned.get('error') ?? 'no code came back'}.`)
        return code
      }
      path = pathOf(answer.location, path)
      answer = await visitor.get(path)
      continue
    }
    const form = formIn(answer.text)
    if (answer.status >= 400 || !form) throw new Error(`The restored appliance let nobody in: HTTP ${answer.status} at ${path.split('?')[0]}.`)
    if ('username' in form.fields) form.fields['username'] = canary.email
    if ('password' in form.fields) form.fields['password'] = canary.password
    path = pathOf(form.action || path, path)
    answer = await visitor.post(path, form.fields)
  }
  throw new Error('The restored appliance asked for more than a name and a password.')
}

function pathOf(target: string, from: string): string {
  const url = new URL(target, new URL(from, 'https://proof.invalid'))
  return `${url.pathname}${url.search}`
}

const plain = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** The form with a place for a name or a password, and what it carries along. */
function formIn(html: string): { action: string; fields: Record<string, string> } | undefined {
  const attribute = (tag: string, name: string) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) => ({
    action: attribute(head, 'action'),
    fields: Object.fromEntries([...body.matchAll(/<input\b[^>]*>/gi)].map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')]).filter(([name]) => name !== '')) as Record<string, string>,
  }))
  return forms.find(({ fields }) => 'password' in fields || 'username' in fields)
}

async function expectOk(asked: Promise<Answer>, what: string): Promise<Answer> {
  const answer = await asked
  if (answer.status !== 200) throw new Error(`At the restored appliance ${what} (HTTP ${answer.status}).`)
  return answer
}

/** The signing keys came back: what they sign is verified by what they publish (RFC 7515, 7517). */
async function checkSignature(visitor: Visitor, jwt: string): Promise<void> {
  const [head = '', body = '', signature = ''] = jwt.split('.')
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }
  const { keys } = JSON.parse((await expectOk(visitor.get('/.well-known/jwks.json'), 'the keys were not published')).text) as { keys: { kid: string }[] }
  const jwk = keys.find((key) => key.kid === kid)
  if (!jwk || !verify('sha256', Buffer.from(`${head}.${body}`), createPublicKey({ key: jwk as never, format: 'jwk' }), Buffer.from(signature, 'base64url'))) throw new Error('The signature of the ID token does not fit the published keys.')
}

/** One browser: keeps cookies, follows nothing by itself, finds the copy whatever the name service says. */
function visit({ httpsPort, ca }: Copy, host: string): Visitor {
  const cookies = new Map<string, string>()
  const send = (method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> => new Promise((resolve, reject) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const origin = `https://${host}:${httpsPort}`
    const sent = httpsRequest({ host: '127.0.0.1', port: httpsPort, servername: host, ca, method, path, headers: { host: `${host}:${httpsPort}`, ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) }), ...headers } }, (response) => {
      for (const line of response.headers['set-cookie'] ?? []) {
        const [pair = ''] = line.split(';')
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, location: response.headers.location, text: Buffer.concat(pieces).toString('utf8') }))
    })
    sent.setTimeout(20_000, () => sent.destroy(new Error('The restored appliance did not answer within 20 seconds.')))
    sent.on('error', reject)
    sent.end(body)
  })
  return {
    get: (path) => send('GET', path, {}),
    post: (path, form) => send('POST', path, {}, new URLSearchParams(form).toString()),
    bearer: (path, token) => send('GET', path, { authorization: `Bearer ${token}` }),
  }
}
