// Who decides what our name is: Host and forwarding headers, plain HTTP, and addresses that clients would like us to call.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { outbox } from '../outbox.ts'
import { connectionName } from '../management.ts'
import { random } from '../sign-in.ts'
import { raw } from './raw.ts'
import { codeFor, redeem, request, stage, type Stage } from './stage.ts'

describe('hosts and addresses', () => {
  let here: Stage
  let host: string
  /** A machine inside the network: nobody may be made to call it. */
  let inside: Server
  const calls: string[] = []

  before(async () => {
    here = await stage()
    host = new URL(here.origin).host
    inside = createServer((incoming, response) => {
      calls.push(`${incoming.method} ${incoming.url}`)
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(inside, 'listening')
  })
  after(() => void inside?.close())

  const ask = (path: string, headers: string, body = '') =>
    raw(here.appliance, `${body ? 'POST' : 'GET'} ${path} HTTP/1.1\r\n${headers}${body ? `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n` : ''}Connection: close\r\n\r\n${body}`)
  const mails = () => outbox(here.appliance.dataDir)
  const mailTo = async (to: string, what: string): Promise<string> => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const found = mails().find((text) => text.toLowerCase().includes(`to: ${to}`) && text.includes(what))
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no message to ${to}`)
  }
  const name = () => `${random().toLowerCase().replaceAll(/[^a-z0-9]/g, '')}@example.com`

  test('[host header] names that are not ours get nothing, and are not repeated in links', async () => {
    for (const claimed of ['evil.example', 'main.bailiwick.localhost.evil.example', 'evil.example:443', 'x.main.bailiwick.localhost', 'bailiwick.localhost', 'nobody.bailiwick.localhost', '127.0.0.1', '[::1]', '169.254.169.254', 'main.bailiwick.localhost@evil.example']) {
      for (const path of ['/.well-known/openid-configuration', '/authorize?client_id=x', '/u/login', '/setup', '/api/v2/clients']) {
        const { statuses, text } = await ask(path, `Host: ${claimed}\r\n`)
        assert.ok(statuses.length === 1 && (statuses[0] ?? 0) >= 400 && (statuses[0] ?? 0) < 500, `${claimed}${path}: ${text.slice(0, 200)}`)
        assert.doesNotMatch(text, /^location:/im)
        assert.ok(!text.includes(`//${claimed}`), text)
      }
    }
  })

  test('[host header] a port that only the client claims is in no issuer, link or redirect', async () => {
    for (const claimed of ['main.bailiwick.localhost:1', 'MAIN.bailiwick.LOCALHOST:1', 'main.bailiwick.localhost.:1', 'main.bailiwick.localhost']) {
      const metadata = await ask('/.well-known/openid-configuration', `Host: ${claimed}\r\n`)
      assert.ok(metadata.text.includes(`"issuer":"${here.origin}/"`), metadata.text)
      assert.doesNotMatch(metadata.text.split('\r\n\r\n').slice(1).join(), /localhost:1\b|localhost\.:|LOCALHOST/)
    }
  })

  test('[forwarding headers] of strangers change neither name, scheme nor address', async () => {
    const forged = ['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: http', 'X-Forwarded-Port: 1', 'X-Forwarded-For: 203.0.113.9', 'Forwarded: for=203.0.113.9;host=evil.example;proto=http', 'X-Real-IP: 203.0.113.9', 'X-Original-URL: /api/v2/clients', 'X-Rewrite-URL: /setup', 'X-Host: evil.example', 'X-HTTP-Method-Override: DELETE', 'X-Forwarded-Prefix: /evil', 'X-Forwarded-Server: evil.example', 'True-Client-IP: 203.0.113.9', 'Auth0-Forwarded-For: 203.0.113.9'].join('\r\n')
    const metadata = await ask('/.well-known/openid-configuration', `Host: ${host}\r\n${forged}\r\n`)
    assert.deepEqual(metadata.statuses, [200])
    assert.ok(metadata.text.includes(`"issuer":"${here.origin}/"`) && !metadata.text.includes('evil'), metadata.text)
    const login = await ask(`${request(here, here.web).pathname}${request(here, here.web).search}`, `Host: ${host}\r\n${forged}\r\n`)
    assert.match(login.text, /set-cookie: __Host-.*; Secure/i)
    assert.match(login.text, /^location: \/u\/login\?/im)
    const body = JSON.stringify({ grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: 'wrong' })
    await ask('/oauth/token', `Host: ${host}\r\n${forged}\r\n`, body)
    const [event] = await here.api.must<{ ip: string; type: string }[]>('GET /logs?per_page=1')
    assert.deepEqual([event?.type, event?.ip], ['feccft', '127.0.0.1'])
  })

  test('[poisoned links] reset and confirmation mails lead to us, whatever the request called us', async () => {
    for (const [claimed, more] of [['main.bailiwick.localhost:1', ''], [host, 'X-Forwarded-Host: evil.example\r\n'], [host, 'Forwarded: host=evil.example\r\n'], [`${host}`, 'Referer: https://evil.example/\r\nOrigin: https://evil.example\r\n'], ['MAIN.BAILIWICK.LOCALHOST', '']]) {
      const email = name()
      const signUp = await ask('/dbconnections/signup', `Host: ${claimed}\r\n${more}`, JSON.stringify({ client_id: here.web.client_id, connection: connectionName, email, password: 'Correct-Horse-7-Battery' }))
      assert.deepEqual(signUp.statuses, [200], signUp.text)
      const reset = await ask('/dbconnections/change_password', `Host: ${claimed}\r\n${more}`, JSON.stringify({ client_id: here.web.client_id, connection: connectionName, email }))
      assert.deepEqual(reset.statuses, [200], reset.text)
      for (const what of ['/u/email-verification?ticket=', '/u/reset-password?ticket=']) {
        const mail = await mailTo(email, what)
        for (const [link] of mail.matchAll(/https?:\/\/[^\s"<>)]+/g)) assert.ok(link.startsWith(`${here.origin}/`), `${claimed} ${more}: ${link}`)
      }
    }
    for (const claimed of ['evil.example', 'evil.example:1']) assert.deepEqual((await ask('/dbconnections/change_password', `Host: ${claimed}\r\n`, JSON.stringify({ client_id: here.web.client_id, connection: connectionName, email: here.person.email }))).statuses, [404])
  })

  test('[host header] TLS for one name and Host of another: each request is judged by its Host alone', async () => {
    const other = new URL(here.neighbour.origin).host
    const { text } = await ask('/.well-known/openid-configuration', `Host: ${other}\r\n`)
    assert.ok(text.includes(`"issuer":"${here.neighbour.origin}/"`))
    const { statuses } = await ask('/api/v2/clients', `Host: ${other}\r\nAuthorization: Bearer ${here.api.token}\r\n`)
    assert.deepEqual(statuses, [401])
  })

  test('[RFC 9700 4.13] plain HTTP with a forwarding header is not the machine itself: it is sent to https and told nothing', async () => {
    const plainHost = new URL(here.appliance.httpOrigin).host
    const { text, statuses } = await raw(here.appliance, `GET /.well-known/openid-configuration HTTP/1.1\r\nHost: ${plainHost}\r\nConnection: close\r\n\r\n`, { plain: true })
    assert.deepEqual(statuses, [200])
    assert.ok(text.includes(`"issuer":"${here.appliance.httpOrigin}/"`))
    const spoofed = await raw(here.appliance, `GET /.well-known/openid-configuration HTTP/1.1\r\nHost: ${plainHost}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n`, { plain: true })
    assert.ok(!spoofed.text.includes('"issuer":"https:'), 'a stranger cannot make plain HTTP look like TLS')
  })

  test('[RFC 9700 2.6] session cookies and codes for https applications do not travel in the clear by our doing', async () => {
    const response = await fetch(`${here.origin}/authorize?${request(here, here.web).searchParams}`, { redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) assert.match(line, /; Secure/)
    assert.equal((await here.api.call(`PATCH /clients/${here.web.client_id}`, { oidc_logout: { backchannel_logout_urls: ['http://app.example.com/logout'] } })).status, 400)
  })

  test('[SSRF] no address that comes with a request or a registration is ever called', async () => {
    const { port } = inside.address() as AddressInfo
    const place = `http://127.0.0.1:${port}`
    for (const more of [{ request_uri: `${place}/request_uri` }, { request_uri: 'file:///etc/passwd' }, { request: `${Buffer.from(JSON.stringify({ alg: 'RS256', jku: `${place}/jku`, x5u: `${place}/x5u` })).toString('base64url')}.e30.x` }, { redirect_uri: `${place}/redirect` }, { audience: `${place}/audience` }, { claims: `{"userinfo":{"_claim_sources":{"a":{"endpoint":"${place}/claims"}}}}` }, { registration: `{"jwks_uri":"${place}/jwks"}` }, { login_hint: `${place}/hint` }]) {
      await here.known.visit(request(here, here.web, { prompt: 'none', ...more }))
    }
    // Registered by an administrator, and still only ever followed by browsers.
    for (const body of [{ logo_uri: `${place}/logo` }, { initiate_login_uri: `${place}/login` }, { cross_origin_loc: `${place}/co` }, { oidc_logout: { backchannel_logout_urls: [`${place}/backchannel`] } }, { jwks_uri: `${place}/jwks` }, { sector_identifier_uri: `${place}/sector` }, { callbacks: [`${place}/callback`, 'https://app.example.com/callback'] }, { allowed_logout_urls: [`${place}/bye`] }, { web_origins: [place] }]) {
      await here.api.call(`PATCH /clients/${here.web.client_id}`, body)
    }
    await here.api.call('PATCH /tenants/settings', { picture_url: `${place}/picture`, support_url: `${place}/support` })
    await here.api.call(`PATCH /users/${encodeURIComponent(here.person.user_id)}`, { picture: `${place}/user.png` })
    await here.api.call('POST /connections', { name: 'outside', strategy: 'oauth2', options: { authorizationURL: `${place}/authorize`, tokenURL: `${place}/token` } })
    await fetch(`${here.origin}/dbconnections/signup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: here.web.client_id, connection: connectionName, email: name(), password: 'Correct-Horse-7-Battery', picture: `${place}/self.png` }) })
    assert.equal((await redeem(here, here.web, await codeFor(here, here.web))).status, 200)
    await here.known.visit(request(here, here.web))
    const assertion = `${Buffer.from(JSON.stringify({ alg: 'RS256', jku: `${place}/assertion` })).toString('base64url')}.${Buffer.from(JSON.stringify({ iss: here.machine.client_id, sub: here.machine.client_id })).toString('base64url')}.x`
    const reply = await fetch(`${here.origin}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: here.machine.client_id, audience: 'https://orders.example/', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion }) })
    assert.ok(reply.status >= 400)
    await here.known.visit(`${here.origin}/v2/logout?${new URLSearchParams({ client_id: here.web.client_id, returnTo: `${place}/bye` })}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.deepEqual(calls, [])
  })
})
