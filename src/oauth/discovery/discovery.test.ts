import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { discoveryRequest, processDiscoveryResponse } from 'oauth4webapi'
import { startEngine, type Engine, type Loose } from '../engine.fixture.ts'
import { oauthEndpoints } from '../index.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const read = async (path: string) => {
  const reply = await e.call(`GET ${path}`)
  return { reply, document: JSON.parse(String(reply.body)) as Loose }
}

test('the issuer is the address with a slash, and a strict client accepts the document', async () => {
  const { reply, document } = await read('/.well-known/openid-configuration')
  assert.equal(document['issuer'], 'https://engine.bailiwick.localhost:8443/')
  assert.match(reply.headers!['content-type']!, /^application\/json/)
  const issuer = new URL(document['issuer'])
  await processDiscoveryResponse(issuer, new Response(String(reply.body), { status: reply.status, headers: reply.headers! }))
  assert.equal(typeof discoveryRequest, 'function')
  assert.deepEqual((await read('/.well-known/oauth-authorization-server')).document, document)
})

test('every endpoint that is named exists, and none that does not', async () => {
  const { document } = await read('/.well-known/openid-configuration')
  const paths = Object.entries(document).filter(([name]) => /_endpoint$|_uri$/.test(name)).map(([, url]) => new URL(url).pathname)
  assert.ok(paths.length >= 6)
  for (const path of paths) assert.ok(oauthEndpoints.some((each) => each.http.endsWith(` ${path}`)), path)
  for (const absent of ['registration_endpoint', 'pushed_authorization_request_endpoint', 'mfa_challenge_endpoint']) {
    assert.ok(!(absent in document), absent)
  }
})

test('settings of the tenant show: end_session_endpoint, iss parameter, alg in the key set', async () => {
  await e.ctx.db.execute(`UPDATE tenants SET settings = $2 WHERE id = $1`, [
    e.ctx.tenant.id,
    { oidc_logout: { rp_logout_end_session_endpoint_discovery: false }, authorization_response_iss_parameter_supported: false, flags: { remove_alg_from_jwks: true } },
  ])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  const { document } = await read('/.well-known/openid-configuration')
  assert.ok(!('end_session_endpoint' in document))
  assert.equal(document['authorization_response_iss_parameter_supported'], false)
  assert.ok(!('mtls_endpoint_aliases' in document) && !document['token_endpoint_auth_methods_supported'].includes('tls_client_auth'))
  await e.ctx.db.execute(`UPDATE tenants SET settings = settings || '{"mtls": {"enable_endpoint_aliases": true}}' WHERE id = $1`, [e.ctx.tenant.id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  const { document: withCertificates } = await read('/.well-known/openid-configuration')
  assert.ok(withCertificates['token_endpoint_auth_methods_supported'].includes('self_signed_tls_client_auth'))
  assert.equal(withCertificates['mtls_endpoint_aliases']['token_endpoint'], 'https://engine.bailiwick.localhost:8444/oauth/token')
  for (const [name, url] of Object.entries<string>(withCertificates['mtls_endpoint_aliases'])) {
    const path = new URL(url).pathname
    assert.equal(new URL(withCertificates[name]).pathname, path)
    assert.ok(oauthEndpoints.some((each) => each.takesCertificates && each.http.endsWith(` ${path}`)), path)
  }
  const { keys } = (await read('/.well-known/jwks.json')).document as { keys: Record<string, unknown>[] }
  assert.equal(keys.length, 2)
  for (const key of keys) assert.deepEqual(Object.keys(key).sort(), ['e', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t'])
})
