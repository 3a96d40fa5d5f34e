import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findClient } from '#resources/clients/index.ts'
import { authorizeUrl, pkce, returned, startEngine, type Engine, type Loose } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const callback = 'https://third.example/cb'
async function register(body: unknown, contentType = 'application/json'): Promise<Loose> {
  const reply = await e.call('POST /oidc/register', { body, contentType })
  return { status: reply.status, ...JSON.parse(String(reply.body)) }
}
const allow = async () => {
  await e.ctx.db.execute('UPDATE tenants SET settings = $2 WHERE id = $1', [e.ctx.tenant.id, { flags: { enable_dynamic_client_registration: true } }])
  await e.ctx.cache.settled(e.ctx.tenant.id)
}

test('nobody registers where the tenant has not turned it on, and discovery does not name the endpoint', async () => {
  const refused = await register({ redirect_uris: [callback] })
  assert.deepEqual([refused['status'], refused['error']], [404, 'endpoint_disabled'])
  const discovery = async () => JSON.parse(String((await e.call('GET /.well-known/openid-configuration')).body)) as Loose
  assert.ok(!('registration_endpoint' in (await discovery())))
  await allow()
  assert.equal((await discovery())['registration_endpoint'], `${e.ctx.origin}/oidc/register`)
})

test('a registered application is a third party with the code flow and a secret of its own', async () => {
  const { status, ...answer } = await register({ client_name: 'Third', redirect_uris: [callback], grant_types: ['authorization_code', 'refresh_token'], contacts: ['ignored'] })
  assert.equal(status, 201)
  const { client_id, client_secret, client_id_issued_at, ...rest } = answer
  assert.deepEqual(rest, {
    client_secret_expires_at: 0, client_name: 'Third', redirect_uris: [callback], token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
  })
  assert.ok(client_secret && client_id_issued_at)
  const client = (await findClient(e.ctx, client_id))!
  assert.deepEqual([client.is_first_party, client.app_type, client.callbacks], [false, 'regular_web', [callback]])
})

test('a public one has no secret, must use PKCE, rotates, and its people are asked for consent', async () => {
  const { client_id, ...answer } = await register({ client_name: 'Third', redirect_uris: [callback], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'] })
  assert.ok(!('client_secret' in answer))
  assert.equal((await findClient(e.ctx, client_id))!.refresh_token?.rotation_type, 'rotating')
  await e.ctx.db.execute('INSERT INTO connection_clients (tenant_id, connection_id, client_id) VALUES ($1, $2, $3)', [e.ctx.tenant.id, e.connectionId, client_id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  const url = (over: Record<string, string> = {}) => authorizeUrl({ client_id, response_type: 'code', redirect_uri: callback, scope: 'openid email', ...over })
  assert.equal(returned(await e.browser().go(url())).parameters['error'], 'invalid_request')
  const challenge = { code_challenge: pkce().challenge, code_challenge_method: 'S256' }
  assert.equal(returned(await e.browser().travel(url(challenge), { consent: 'deny' })).parameters['error'], 'access_denied', 'the consent page came')
})

test('what this server would not do, it does not register', async () => {
  const base = { redirect_uris: [callback] }
  const table: [unknown, string][] = [
    [[], 'invalid_client_metadata'],
    [{}, 'invalid_redirect_uri'],
    [{ redirect_uris: 'https://a.example' }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['http://a.example/cb'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['https://a.example/cb#f'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['https://*.example.com/cb'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['https://u:p@a.example/cb'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: ['http://localhost.evil.example/cb'] }, 'invalid_redirect_uri'],
    [{ redirect_uris: Array.from({ length: 21 }, (_, i) => `${callback}/${i}`) }, 'invalid_redirect_uri'],
    [{ ...base, grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    [{ ...base, grant_types: ['password'] }, 'invalid_client_metadata'],
    [{ ...base, response_types: ['token'] }, 'invalid_client_metadata'],
    [{ ...base, token_endpoint_auth_method: 'private_key_jwt' }, 'invalid_client_metadata'],
    [{ ...base, jwks_uri: 'http://169.254.169.254/' }, 'invalid_client_metadata'],
    [{ ...base, software_statement: 'x' }, 'invalid_client_metadata'],
    [{ ...base, logo_uri: 'http://a.example/x.png' }, 'invalid_client_metadata'],
    [{ ...base, client_name: '<b>Bank</b>' }, 'invalid_client_metadata'],
    [{ ...base, client_name: 'Ban\u202ek' }, 'invalid_client_metadata'],
    [{ ...base, client_name: 'x'.repeat(256) }, 'invalid_client_metadata'],
  ]
  for (const [body, error] of table) {
    const refused = await register(body)
    assert.deepEqual([refused['status'], refused['error']], [400, error], JSON.stringify(body).slice(0, 100))
  }
  assert.equal((await register({ redirect_uris: callback }, 'application/x-www-form-urlencoded'))['status'], 400)
  assert.equal((await register({ redirect_uris: ['http://127.0.0.1:4000/cb'], application_type: 'native' }))['client_name'], '127.0.0.1:4000')
})
