// Nobody who is not registered ever gets a person, a code or a token: RFC 9700 sections 4.1 and 4.11.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import type { Application } from '../management.ts'
import { visitor, type Page } from '../visitor.ts'
import { request as plainRequest } from 'node:http'
import { callback, goodbye, request, stage, type Stage } from './stage.ts'

/** Each looks like the registered address to some parser. */
const lookalikes = [
  'https://evil.example/', 'https://evil.example/callback', '//evil.example/callback', '/callback', 'callback', 'null',
  'https://app.example.com.evil.example/callback', 'https://evil.example/https://app.example.com/callback', 'https://app.example.com@evil.example/callback',
  'https://evil.example#https://app.example.com/callback', 'https://evil.example?https://app.example.com/callback', 'https://evil.example\\@app.example.com/callback',
  'https://app.example.com\\@evil.example/callback', 'https://app.example.com/callback/', 'https://app.example.com/callback/../evil', 'https://app.example.com/callback?next=https://evil.example',
  'https://app.example.com/callback#f', 'https://app.example.com/callback%23f', 'https://app.example.com/callback%0d%0aX-Injected: 1', 'https://app.example.com/callback\r\nX-Injected: 1', 'https://app.example.com/callback\0',
  'https://app.example.com/call%62ack', 'https://app.example.com//callback', 'https://app.example.com/./callback', 'https://app.example.com:443/callback', 'https://app.example.com:8443/callback',
  'https://app.example.com./callback', 'http://app.example.com/callback', 'HTTPS://APP.EXAMPLE.COM/callback', 'https://app.example.com/CALLBACK', ' https://app.example.com/callback', 'https://app.example.com/callback ',
  'https://\u0430pp.example.com/callback', 'javascript:alert(1)//app.example.com/callback', 'data:text/html,callback', 'vbscript:x', 'https:app.example.com/callback', 'https:/app.example.com/callback',
]

describe('open redirects', () => {
  let here: Stage
  let wide: Application
  let native: Application

  before(async () => {
    here = await stage()
    const application = (body: Record<string, unknown>) => here.api.must<Application>('POST /clients', { grant_types: ['authorization_code'], ...body })
    wide = await application({ name: 'Wide', app_type: 'regular_web', callbacks: ['https://*.example.org/cb'] })
    native = await application({ name: 'Native', app_type: 'native', token_endpoint_auth_method: 'none', callbacks: ['http://127.0.0.1/cb', 'com.example.app:/cb'] })
  })

  /** Refused on a page of ours; the address is at most text on it. */
  const stays = (page: Page, what: string) => {
    assert.ok(page.status >= 400 && page.status < 500, `${what}: ${page.status}`)
    assert.equal(page.left, undefined, what)
    assert.equal(page.headers.get('location'), null, what)
    assert.doesNotMatch(page.html, /(?:href|action|src|content)\s*=\s*["'][^"']*evil/i, what)
  }
  const accepted = (page: Page, prefix: string) => assert.ok(page.left?.href.startsWith(prefix), `${page.status} ${page.left?.href}`)
  const ask = (application: Application, redirectUri: string, more: Record<string, string> = {}) => here.known.visit(request(here, application, { redirect_uri: redirectUri, prompt: 'none', ...more }))

  test('[RFC 9700 2.1] [RFC 9700 4.1.3] the redirect URI is compared character by character, in every response mode', async () => {
    for (const mode of ['', 'fragment', 'form_post', 'web_message']) {
      for (const uri of lookalikes) stays(await ask(here.web, uri, { response_mode: mode }), `${mode} ${JSON.stringify(uri)}`)
    }
    accepted(await ask(here.web, callback), `${callback}?code=`)
  })

  test('[RFC 9700 4.1.3] the same by POST, and for tokens through the browser', async () => {
    for (const uri of lookalikes.slice(0, 12)) {
      const form = new URLSearchParams({ client_id: here.web.client_id, response_type: 'code', redirect_uri: uri })
      stays(await here.known.visit(`${here.origin}/authorize`, { method: 'POST', body: form }), uri)
      stays(await ask(here.web, uri, { response_type: 'token id_token', nonce: 'n' }), uri)
    }
  })

  test('[RFC 9700 4.1.3] a wildcard stands for one label and nothing else', async () => {
    accepted(await ask(wide, 'https://tenant-1.example.org/cb'), 'https://tenant-1.example.org/cb?code=')
    for (const uri of [
      'https://a.b.example.org/cb', 'https://.example.org/cb', 'https://example.org/cb', 'https://*.example.org/cb', 'https://evil.example/.example.org/cb', 'https://evil.example#.example.org/cb',
      'https://evil.example?.example.org/cb', 'https://evil.example\\.example.org/cb', 'https://evil@x.example.org/cb', 'https://evil.example:1.example.org/cb', 'https://evil.example%2f.example.org/cb',
      'https://a.example.org.evil.example/cb', 'https://a.example.org/cb/evil', 'http://a.example.org/cb', 'https://a.example.org:8443/cb', 'https://a_b.example.org/cb', 'https://\u24d4.example.org/cb', 'https://a\n.example.org/cb',
    ]) stays(await ask(wide, uri), JSON.stringify(uri))
  })

  test('[RFC 9700 2.1] only a loopback address of a native application may vary, and only in its port', async () => {
    accepted(await ask(native, 'http://127.0.0.1:51234/cb', { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }), 'http://127.0.0.1:51234/cb?')
    for (const uri of [
      'http://127.0.0.1:51234@evil.example/cb', 'http://127.0.0.1.evil.example/cb', 'http://localhost:51234/cb', 'http://127.0.0.1:51234/cb/x', 'http://127.0.0.1:51234/', 'http://127.0.0.2/cb', 'http://127.1/cb',
      'http://0x7f.1/cb', 'https://127.0.0.1/cb', 'http://127.0.0.1:999999/cb', 'com.example.app:/cb?x', 'com.example.app.evil:/cb', 'com.example.app://evil.example/cb',
    ]) stays(await ask(native, uri), uri)
    const fixed = await here.api.must<Application>('POST /clients', { name: 'Fixed', app_type: 'regular_web', grant_types: ['authorization_code'], callbacks: ['http://127.0.0.1/cb'] })
    stays(await ask(fixed, 'http://127.0.0.1:51234/cb'), 'not native')
  })

  test('[RFC 9700 4.1.3] an address that could match too much, or that a browser would run, cannot be registered', async () => {
    for (const uri of ['https://*', 'https://*.com/', 'https://*/cb', 'https://a.*.example.com/', 'https://a.example.com/*', '*', 'javascript:alert(1)', 'data:text/html,x', 'https://a.example/#x', 'https://u:p@a.example/', 'https://a.example\\@evil.example', '/cb', '']) {
      const reply = await here.api.call(`PATCH /clients/${here.web.client_id}`, { callbacks: [uri] })
      assert.equal(reply.status, 400, `${uri}: ${reply.status}`)
    }
    for (const uri of ['javascript:alert(1)', 'https://*.com', 'https://*']) assert.equal((await here.api.call(`PATCH /clients/${here.web.client_id}`, { allowed_logout_urls: [uri] })).status, 400, uri)
  })

  test('[RFC 9700 4.11.2] an unknown application leads nowhere, whatever address comes with it', async () => {
    for (const client_id of ['unknown', '', here.neighbour.web.client_id]) stays(await here.known.visit(request(here, here.web, { client_id })), client_id)
  })

  test('[RFC 9700 4.11.2] logout returns to registered addresses only', async () => {
    const places = [...lookalikes.filter((uri) => !uri.includes('app.example.com/callback') || !uri.startsWith('https://app.example.com/')).map((uri) => uri.replace('/callback', '/bye')), 'https://app.example.com/bye/..', 'https://app.example.com/bye/evil']
      // Scheme and host count regardless of case, and the default port is no other port: as documented.
      .filter((uri) => !/^HTTPS:\/\/APP|:443\//.test(uri))
    for (const uri of places) {
      stays(await visitor().visit(`${here.origin}/v2/logout?${new URLSearchParams({ client_id: here.web.client_id, returnTo: uri })}`), `v2 ${JSON.stringify(uri)}`)
      stays(await visitor().visit(`${here.origin}/oidc/logout?${new URLSearchParams({ client_id: here.web.client_id, post_logout_redirect_uri: uri })}`), `oidc ${JSON.stringify(uri)}`)
      stays(await visitor().visit(`${here.origin}/v2/logout?${new URLSearchParams({ returnTo: uri })}`), `tenant ${JSON.stringify(uri)}`)
    }
    stays(await visitor().visit(`${here.origin}/v2/logout?${new URLSearchParams({ client_id: 'unknown', returnTo: goodbye })}`), 'unknown client')
    accepted(await visitor().visit(`${here.origin}/v2/logout?${new URLSearchParams({ client_id: here.web.client_id, returnTo: goodbye })}`), goodbye)
  })

  test('[RFC 9700 4.11.2] login pages, resume, set-up and link pages take no address from their query', async () => {
    const evil = new URLSearchParams(Object.fromEntries(['redirect_uri', 'returnTo', 'return_to', 'next', 'url', 'continue', 'result_url', 'post_logout_redirect_uri'].map((name) => [name, 'https://evil.example/'])))
    for (const path of ['/u/login', '/u/signup', '/u/consent', '/u/reset-password', '/u/reset-password/request', '/u/email-verification', '/authorize/resume', '/setup', '/', '/v2/unknown']) {
      stays(await visitor().visit(`${here.origin}${path}?state=x&ticket=x&${evil}`), path)
      if (path === '/setup') stays(await visitor().visit(`${here.appliance.rootOrigin}${path}?ticket=x&${evil}`), 'root set-up')
    }
    const who = visitor()
    const page = await who.visit(request(here, here.web))
    const smuggled = await who.visit(`${page.url}&${evil}`)
    assert.equal(smuggled.status, 200)
    assert.doesNotMatch(smuggled.html, /evil\.example/)
    const sent = await who.submit(smuggled, { username: here.person.email, password: here.person.password })
    accepted(sent, `${callback}?code=`)
  })

  test('[RFC 9700 4.11.2] the step from http to https stays on the host that was asked', async () => {
    const base = new URL(here.appliance.httpOrigin)
    const ask = (path: string, host: string) => new Promise<{ status: number; location: string | undefined }>((resolve, reject) => {
      // Forwarded, so that plain HTTP is not taken for the machine's own.
      plainRequest({ host: '127.0.0.1', port: base.port, path, headers: { host } }, (response) => (response.resume(), resolve({ status: response.statusCode ?? 0, location: response.headers.location }))).on('error', reject).end()
    })
    for (const path of ['//evil.example/', '//evil.example/%2e%2e', '/\\evil.example/', '/.evil.example', '///evil.example', '/%5cevil.example', '/@evil.example', '/;@evil.example/']) {
      const { status, location } = await ask(path, base.host)
      assert.ok(status >= 400 && location === undefined, `${path}: ${status} ${location}`)
    }
    for (const host of ['evil.example', `evil.example:${base.port}`, 'main.bailiwick.localhost.evil.example', 'main.bailiwick.localhost@evil.example', 'main.bailiwick.localhost/evil.example', 'x.main.bailiwick.localhost']) {
      const { status, location } = await ask('/', host)
      assert.ok(status >= 400 && location === undefined, `${host}: ${status} ${location}`)
    }
  })
})
