// Pushed requests (RFC 9126), signed requests (RFC 9101), signed answers (JARM), back-channel logout: read by `openid-client` as it is, against the started product.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { loopbackCertificate } from '../loopback.ts'
import { furnished, type Application } from '../management.ts'
import { signIn } from '../sign-in.ts'
import { visitor, type Visitor } from '../visitor.ts'

const callback = 'https://app.example.com/callback'
const bye = 'https://app.example.com/bye'

describe('hardened authorization requests', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>
  let keys: { publicKey: CryptoKey; privateKey: CryptoKey }
  let pem: string
  let tls: Awaited<ReturnType<typeof loopbackCertificate>>
  const folder = temporaryFolder()

  before(async () => {
    tls = await loopbackCertificate()
    writeFileSync(join(folder, 'ca.pem'), tls.ca)
    appliance = await startAppliance({ environment: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } })
    house = await furnished(appliance)
    await house.api.must('PATCH /tenants/settings', { pushed_authorization_requests_supported: true })
    keys = await crypto.subtle.generateKey({ name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['sign', 'verify'])
    pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey)).toString('base64')}\n-----END PUBLIC KEY-----`
  })
  after(async () => {
    await appliance?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const web = { app_type: 'regular_web', callbacks: [callback], allowed_logout_urls: [bye], grant_types: ['authorization_code', 'refresh_token'] }
  const configure = (application: Application, metadata: Partial<client.ClientMetadata> = {}) =>
    client.discovery(new URL(appliance.origin), application.client_id, { ...metadata }, client.ClientSecretPost(application.client_secret))
  const parameters = async () => {
    const verifier = client.randomPKCECodeVerifier()
    return { verifier, state: client.randomState(), nonce: client.randomNonce(), challenge: await client.calculatePKCECodeChallenge(verifier) }
  }
  type Asked = Awaited<ReturnType<typeof parameters>>
  const asked = ({ state, nonce, challenge }: Asked) => ({ redirect_uri: callback, scope: 'openid profile', state, nonce, code_challenge: challenge, code_challenge_method: 'S256' })
  async function finish(config: client.Configuration, url: URL, { verifier, state, nonce }: Asked, who: Visitor = visitor()) {
    const page = await signIn(who, url, house.person)
    assert.ok(page.left, page.html.slice(0, 1000))
    return client.authorizationCodeGrant(config, page.left, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })
  }

  test('a pushed request', async () => {
    const config = await configure(await house.application({ ...web, name: 'Pushing', require_pushed_authorization_requests: true }))
    const p = await parameters()
    const url = await client.buildAuthorizationUrlWithPAR(config, asked(p))
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    assert.equal((await finish(config, url, p)).claims()?.sub, house.person.user_id)
  })

  test('a signed request, also pushed', async () => {
    const application = await house.application({ ...web, name: 'Signing', signed_request_object: { required: true, credentials: [{ credential_type: 'public_key', alg: 'PS256', pem }] } })
    const config = await configure(application)
    for (const pushed of [false, true]) {
      const p = await parameters()
      const signed = await client.buildAuthorizationUrlWithJAR(config, asked(p), keys.privateKey)
      const url = pushed ? await client.buildAuthorizationUrlWithPAR(config, signed.searchParams) : signed
      assert.equal((await finish(config, url, p)).claims()?.sub, house.person.user_id)
    }
  })

  test('a signed answer', async () => {
    const config = await configure(await house.application({ ...web, name: 'Answered' }))
    client.useJwtResponseMode(config)
    const p = await parameters()
    assert.equal((await finish(config, client.buildAuthorizationUrl(config, asked(p)), p)).claims()?.sub, house.person.user_id)
  })

  test('a logout is told to the application behind its back', async () => {
    const told: string[] = []
    const server = createServer(tls, (request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += chunk)).on('end', () => {
        told.push(new URLSearchParams(body).get('logout_token') ?? '')
        response.writeHead(204).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const application = await house.application({ ...web, name: 'Told', oidc_logout: { backchannel_logout_urls: [`https://localhost:${(server.address() as AddressInfo).port}/logout`] } })
      const config = await configure(application)
      const p = await parameters()
      const who = visitor()
      const tokens = await finish(config, client.buildAuthorizationUrl(config, asked(p)), p, who)
      await who.visit(client.buildEndSessionUrl(config, { post_logout_redirect_uri: bye, id_token_hint: tokens.id_token ?? '' }))
      const until = performance.now() + 30_000
      while (told.length === 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
      const { payload } = await jwtVerify(told[0] ?? '', createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? '')), { issuer: config.serverMetadata().issuer, audience: application.client_id, typ: 'logout+jwt' })
      assert.equal(payload['sid'], tokens.claims()?.['sid'])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
