// What anybody may bring along once a tenant allows it: applications that register themselves, pushed requests, signed requests.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Application } from '../management.ts'
import { returned, token } from '../sign-in.ts'
import { callback, redeem, request, said, stage, type Stage } from './stage.ts'

describe('registered, pushed and signed by strangers', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const register = async (body: unknown) => {
    const response = await fetch(`${here.origin}/oidc/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> & { client_id: string; client_secret: string } }
  }
  const push = async (application: Application, parameters: Record<string, string>, origin = here.origin) => {
    const response = await fetch(`${origin}/oauth/par`, { method: 'POST', body: new URLSearchParams({ client_id: application.client_id, client_secret: application.client_secret, response_type: 'code', redirect_uri: callback, scope: 'openid', prompt: 'none', ...parameters }) })
    return { status: response.status, body: (await response.json()) as { request_uri?: string; error?: string } }
  }
  const authorize = (parameters: Record<string, string>) => here.known.visit(`${here.origin}/authorize?${new URLSearchParams(parameters)}`)

  test('[RFC 7591 5] nobody can register an application where the tenant has not turned it on', async () => {
    const { status } = await register({ redirect_uris: [callback] })
    assert.ok(status === 403 || status === 404, `${status}`)
    assert.ok((await push(here.web, {})).status >= 400, 'nor push a request')
  })

  test('[RFC 7591 5] who registers is a third party, with the code flow and exact addresses, whatever was asked for', async () => {
    await here.api.must('PATCH /tenants/settings', { flags: { enable_dynamic_client_registration: true } })
    for (const body of [
      { redirect_uris: ['https://*.example.org/cb'] }, { redirect_uris: ['http://app.example.org/cb'] }, { redirect_uris: ['javascript:alert(1)'] }, { redirect_uris: ['https://a.example/#f'] }, { redirect_uris: [] }, { redirect_uris: 'https://a.example/' }, {},
      { redirect_uris: [callback], grant_types: ['client_credentials'] }, { redirect_uris: [callback], grant_types: ['password'] }, { redirect_uris: [callback], grant_types: ['implicit'] }, { redirect_uris: [callback], response_types: ['token'] },
      { redirect_uris: [callback], jwks_uri: 'http://127.0.0.1:1/' }, { redirect_uris: [callback], software_statement: 'a.b.c' }, { redirect_uris: [callback], logo_uri: 'javascript:alert(1)' }, [], 'text', null,
    ]) assert.equal((await register(body)).status, 400, JSON.stringify(body))

    const made = await register({ redirect_uris: [callback], client_name: 'Stranger', client_id: 'chosen', is_first_party: true, global: true, allowed_logout_urls: ['https://evil.example/'], web_origins: ['https://evil.example'], tenant: 'config', is_system: true, skip_consent: true })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const stored = await here.api.must<Record<string, unknown>>(`GET /clients/${made.body.client_id}`)
    assert.notEqual(made.body.client_id, 'chosen')
    assert.deepEqual([stored['is_first_party'], stored['global'], stored['allowed_logout_urls'] ?? [], stored['web_origins'] ?? []], [false, false, [], []])
    const machine = await token(here.origin, { grant_type: 'client_credentials', client_id: made.body.client_id, client_secret: made.body.client_secret, audience: `${here.origin}/api/v2/` })
    assert.match(said(machine), /^403 unauthorized_client/)
    const silent = await here.known.visit(request(here, made.body as Application, { prompt: 'none' }))
    assert.equal((silent.left ?? silent.url).searchParams.get('code'), null, 'never without being asked')
  })

  test('[RFC 9126 2] a pushed request is its application\'s, at its tenant, once; and what it says wins over the address', async () => {
    await Promise.all([here.api, here.neighbour.api].map((api) => api.must('PATCH /tenants/settings', { pushed_authorization_requests_supported: true })))
    const pushed = await push(here.web, { state: 'pushed' })
    assert.equal(pushed.status, 201, JSON.stringify(pushed.body))
    const request_uri = pushed.body.request_uri ?? ''
    const foreign = await authorize({ client_id: here.spa.client_id, request_uri })
    assert.equal(foreign.left?.searchParams.get('code') ?? null, null)
    const theirs = await push(here.neighbour.web, {}, here.neighbour.origin)
    assert.equal((await authorize({ client_id: here.web.client_id, request_uri: theirs.body.request_uri ?? '' })).left?.searchParams.get('code') ?? null, null)
    const again = (await push(here.web, { state: 'pushed' })).body.request_uri ?? ''
    const page = await authorize({ client_id: here.web.client_id, request_uri: again, redirect_uri: 'https://evil.example/', scope: 'openid offline_access', state: 'evil', response_type: 'token' })
    const answer = returned(page)
    assert.equal(`${page.left?.origin}${page.left?.pathname}`, callback)
    assert.deepEqual([answer.get('state'), page.left?.hash], ['pushed', ''])
    assert.equal((await redeem(here, here.web, answer.get('code') ?? '')).body.scope, 'openid')
    assert.equal((await authorize({ client_id: here.web.client_id, request_uri: again })).left?.searchParams.get('code') ?? null, null, 'a second time')
  })

  test('[RFC 9126 2] what may not be asked may not be pushed either', async () => {
    for (const [what, parameters] of Object.entries({
      'another address': { redirect_uri: 'https://evil.example/' }, 'a reference': { request_uri: 'https://evil.example/' }, 'another client': { client_id: here.spa.client_id }, 'a wrong secret': { client_secret: 'x' }, 'no secret': { client_secret: '' }, 'an unknown type': { response_type: 'nonsense' },
    })) {
      const { status, body } = await push(here.web, parameters as Record<string, string>)
      assert.ok(status >= 400 && status < 500 && body.request_uri === undefined, `${what}: ${status}`)
    }
    for (const request_uri of ['urn:ietf:params:oauth:request_uri:x', 'https://evil.example/', 'file:///etc/passwd', 'urn:ietf:params:oauth:request_uri:']) {
      const page = await authorize({ client_id: here.web.client_id, request_uri })
      assert.equal(page.left?.searchParams.get('code') ?? null, null, request_uri)
      assert.notEqual(page.left?.host, 'evil.example')
    }
  })

  test('[RFC 9101 10.2] a request object that nobody registered a key for says nothing, signed or not', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const claims = { client_id: here.web.client_id, response_type: 'code', redirect_uri: 'https://evil.example/', scope: 'openid offline_access', prompt: 'none' }
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const signed = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'x', jku: 'https://evil.example/' }).setIssuer(here.web.client_id).setAudience(`${here.origin}/`).setExpirationTime('1m').setIssuedAt().sign(privateKey)
    for (const object of [signed, `${encode({ alg: 'none' })}.${encode(claims)}.`, `${encode({ alg: 'none' })}.${encode(claims)}`, `${encode({ alg: 'HS256' })}.${encode(claims)}.AAAA`, 'nonsense', 'a.b.c.d.e', '['.repeat(5000)]) {
      for (const more of [{}, { redirect_uri: callback, response_type: 'code', prompt: 'none' }]) {
        const page = await authorize({ client_id: here.web.client_id, request: object, ...more })
        assert.notEqual(page.left?.host, 'evil.example')
        assert.equal(page.left?.searchParams.get('code') ?? null, null)
      }
    }
    assert.ok(returned(await here.known.visit(request(here, here.web, { prompt: 'none' }))).get('code'))
  })
})
