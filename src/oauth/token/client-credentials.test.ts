import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createClientGrant } from '#resources/client-grants/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { apiIdentifier, claimsOf, headerOf, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const asked = (over: Record<string, unknown> = {}) => ({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: apiIdentifier, ...over })
const basic = (id: string, secret: string) => ({ headers: { authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` } })

test('an application gets a token with exactly the documented claims and answer', async () => {
  const { status, headers, body } = await e.token(asked())
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json')
  assert.equal(headers['cache-control'], 'no-store')
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
  assert.equal(body['token_type'], 'Bearer')
  assert.equal(body['expires_in'], 86_400)
  const claims = await verifyOwnToken(e.ctx, body['access_token'])
  const iat = e.t.clock.seconds()
  assert.deepEqual(claims, {
    iss: 'https://engine.bailiwick.localhost:8443/', sub: `${e.web.client_id}@clients`, aud: apiIdentifier, iat, exp: iat + 86_400,
    scope: 'read:things write:things', gty: 'client-credentials', azp: e.web.client_id,
  })
  assert.deepEqual(Object.keys(headerOf(body['access_token'])), ['alg', 'typ', 'kid'])
  assert.ok((await e.events()).includes('seccft'))
})

test('the application made with the tenant gets a token for its Management API, under any of the tenant\'s names', async () => {
  for (const origin of e.ctx.origins) {
    const { status, body } = await e.token({ grant_type: 'client_credentials', ...e.management, audience: `${origin}/api/v2/` })
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(claimsOf(body['access_token'])['aud'], `${origin}/api/v2/`)
    assert.match(body['scope'], /\bread:clients\b/)
  }
})

test('JSON, Basic and a narrower scope are understood', async () => {
  const json = await e.token(asked({ scope: ['read:things'] }), { contentType: 'application/json' })
  assert.equal(json.body['scope'], 'read:things')
  const { client_id: _id, client_secret: _secret, ...bare } = asked()
  const header = await e.token(bare, basic(e.web.client_id, e.web.client_secret!))
  assert.equal(header.status, 200)
})

test('RFC 9068 and role-based dialects have their own claims; an HS256 API gets HS256', async () => {
  const grant = async (identifier: string) => createClientGrant(e.ctx, { client_id: e.web.client_id, audience: identifier, scope: ['read:things'] }).then(() => e.ctx.cache.settled(e.ctx.tenant.id))
  await e.api({ identifier: 'urn:at', token_dialect: 'rfc9068_profile_authz', enforce_policies: true, token_lifetime: 60 })
  await grant('urn:at')
  const at = (await e.token(asked({ audience: 'urn:at' }))).body
  assert.equal(headerOf(at['access_token'])['typ'], 'at+jwt')
  const claims = claimsOf(at['access_token'])
  assert.deepEqual(Object.keys(claims).sort(), ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'permissions', 'scope', 'sub'])
  assert.deepEqual(claims['permissions'], ['read:things'])
  assert.equal(at['expires_in'], 60)
  await e.api({ identifier: 'urn:hs', signing_alg: 'HS256', signing_secret: 'sixteen-characters-or-more' })
  await grant('urn:hs')
  assert.deepEqual(headerOf((await e.token(asked({ audience: 'urn:hs' }))).body['access_token']), { alg: 'HS256', typ: 'JWT' })
})

test('every refusal has its documented status, error and words', async () => {
  await e.api({ identifier: 'urn:no-grant' })
  const limited = await e.client({ app_type: 'regular_web', grant_types: ['authorization_code'] })
  const table: [what: string, body: Record<string, unknown>, status: number, error: string, description: string, over?: object][] = [
    ['no grant type', asked({ grant_type: undefined }), 400, 'invalid_request', 'Missing required parameter: grant_type'],
    ['unknown grant type', asked({ grant_type: 'magic' }), 400, 'unsupported_grant_type', 'Unsupported grant type: magic'],
    ['no client', asked({ client_id: undefined, client_secret: undefined }), 400, 'invalid_request', 'Missing required parameter: client_id'],
    ['unknown client', asked({ client_id: 'nobody' }), 401, 'access_denied', 'Unauthorized'],
    ['wrong secret', asked({ client_secret: 'wrong' }), 401, 'access_denied', 'Unauthorized'],
    ['no secret', asked({ client_secret: undefined }), 401, 'access_denied', 'Unauthorized'],
    ['wrong Basic', asked({ client_id: undefined, client_secret: undefined }), 401, 'access_denied', 'Unauthorized', basic(e.web.client_id, 'wrong')],
    ['Basic of one, client_id of another', asked({ client_id: 'other', client_secret: undefined }), 401, 'access_denied', 'Unauthorized', basic(e.web.client_id, e.web.client_secret!)],
    ['two ways at once', asked(), 400, 'invalid_request', 'Only one way of client authentication may be used in a request.', basic(e.web.client_id, e.web.client_secret!)],
    ['twice the same', asked({ audience: ['a', 'b'] }), 400, 'invalid_request', 'Parameter must not be sent more than once: audience'],
    ['grant not allowed', asked({ client_id: limited.client_id, client_secret: limited.client_secret }), 403, 'unauthorized_client', "Grant type 'client_credentials' not allowed for the client."],
    ['public client', asked({ client_id: e.spa.client_id, client_secret: undefined }), 403, 'unauthorized_client', "Grant type 'client_credentials' not allowed for the client."],
    ['no audience', asked({ audience: undefined }), 400, 'invalid_request', 'Missing required parameter: audience'],
    ['unknown audience', asked({ audience: 'urn:none' }), 403, 'access_denied', 'Service not enabled within domain: urn:none'],
    ['no client grant', asked({ audience: 'urn:no-grant' }), 403, 'access_denied', 'Client is not authorized to access "urn:no-grant". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants'],
    ['more scope than granted', asked({ scope: 'read:things delete:things' }), 403, 'access_denied', 'Client has not been granted scopes: delete:things'],
    ['scope of a wrong kind', asked({ scope: 5 }), 400, 'invalid_scope', 'Scope must be an array or a string', { contentType: 'application/json' }],
    ['NUL in a name', asked({ client_id: 'a\0b' }), 400, 'invalid_request', 'Parameter contains a NUL character: client_id', { contentType: 'application/json' }],
    ['NUL in Basic', asked({ client_id: undefined, client_secret: undefined }), 401, 'access_denied', 'Unauthorized', basic('a\0b', 'x')],
    ['no body', undefined as never, 400, 'invalid_request', 'The body must be application/x-www-form-urlencoded or a JSON object.'],
  ]
  for (const [what, body, status, error, description, over] of table) {
    const answer = await e.token(body, over)
    assert.deepEqual([answer.status, answer.body], [status, { error, error_description: description }], what)
    assert.equal(answer.headers['content-type'], 'application/json', what)
    assert.ok(!('www-authenticate' in answer.headers), what)
  }
  const events = await e.events()
  assert.ok(events.filter((type) => type === 'feccft').length >= 10)
})

test('resource stands for audience where the tenant says so, and only there', async () => {
  const body = asked({ audience: undefined, resource: apiIdentifier })
  assert.equal((await e.token(body)).body['error_description'], 'Missing required parameter: audience')
  await e.ctx.db.execute(`UPDATE tenants SET settings = '{"resource_parameter_profile": "compatibility"}' WHERE id = $1`, [e.ctx.tenant.id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  assert.equal(claimsOf((await e.token(body)).body['access_token'])['aud'], apiIdentifier)
})

test('a public client with client_credentials in its grants still gets nothing, also with its secret', async () => {
  const odd = await e.client({ app_type: 'spa', token_endpoint_auth_method: 'none' })
  await e.ctx.db.execute(`UPDATE clients SET body = jsonb_set(body, '{grant_types}', '["client_credentials"]') WHERE client_id = $1`, [odd.client_id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  for (const secret of [undefined, odd.client_secret]) {
    const { status, body } = await e.token(asked({ client_id: odd.client_id, client_secret: secret }))
    assert.deepEqual([status, body['error']], [401, 'access_denied'])
  }
})

test('another tenant\'s application is unknown here', async () => {
  const answer = await e.call('POST /oauth/token', { body: asked(), contentType: 'application/x-www-form-urlencoded' })
  assert.equal(answer.status, 200)
  const other = await e.t.tenant('stranger')
  const { tokenEndpoint } = await import('./index.ts')
  assert.equal((await tokenEndpoint.handle({ ...e.ctx.request, method: 'POST', body: asked() }, other)).status, 401)
})
