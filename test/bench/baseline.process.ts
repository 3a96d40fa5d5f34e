/** The baseline in a process of its own: oidc-provider over plain node:http or node:https, everything in memory. Told by message, answers by message. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import Provider, { type Context } from 'oidc-provider'
import { MemoryAdapter, operations } from './memory-adapter.ts'
import { apiScope, audience, callback, personOf } from './site.ts'

export type BaselineOrder = { hostname: string; machine: Credentials; web: Credentials; tls?: { cert: string; key: string } }
type Credentials = { id: string; secret: string }

process.on('message', async (message: { start: BaselineOrder } | { operations: true }) => {
  if ('operations' in message) process.send!({ operations: operations.count })
  else process.send!({ port: await start(message.start) })
})

async function start(order: BaselineOrder): Promise<number> {
  let answer: RequestListener = () => {}
  const listener: RequestListener = (request, response) => answer(request, response)
  const server = order.tls ? createTlsServer({ ...order.tls, ALPNProtocols: ['http/1.1'] }, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.keepAliveTimeout = 75_000
  const { port } = server.address() as AddressInfo
  const provider = new Provider(`${order.tls ? 'https' : 'http'}://${order.hostname}:${port}`, configuration(order))
  const handle = provider.callback()
  answer = async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return handle(request, response)
    // Whoever is hinted at is signed in: logins are not what is measured here.
    const { params } = await provider.interactionDetails(request, response)
    await provider.interactionFinished(request, response, { login: { accountId: String(params['login_hint']) } })
  }
  return port
}

function configuration({ machine, web }: BaselineOrder): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    adapter: MemoryAdapter,
    clients: [
      { client_id: machine.id, client_secret: machine.secret, token_endpoint_auth_method: 'client_secret_post', grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
      { client_id: web.id, client_secret: web.secret, token_endpoint_auth_method: 'client_secret_post', grant_types: ['authorization_code', 'refresh_token'], redirect_uris: [callback], response_types: ['code'] },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'given_name', 'family_name', 'nickname', 'picture', 'updated_at'], email: ['email', 'email_verified'] },
    // Ours puts the claims into the ID token too, as Auth0 does.
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, email_verified: true, updated_at: '2026-01-01T00:00:00.000Z', ...personOf(Number(id)) }) }),
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: apiScope, audience, accessTokenTTL: 86_400, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
      },
    },
    issueRefreshToken: (_context: unknown, client: { grantTypeAllowed(type: string): boolean }) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    ttl: { AccessToken: 86_400, AuthorizationCode: 60, ClientCredentials: 86_400, Grant: 2_592_000, IdToken: 36_000, Interaction: 3600, RefreshToken: 2_592_000, Session: 259_200 },
    loadExistingGrant,
  }
}

/** First-party applications: nobody is asked, the first request makes the grant. */
async function loadExistingGrant({ oidc: { client, session, provider } }: Context) {
  const known = session.grantIdFor(client.clientId)
  if (known) return provider.Grant.find(known)
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  grant.addOIDCScope('openid profile email offline_access')
  grant.addResourceScope(audience, apiScope)
  await grant.save()
  return grant
}
