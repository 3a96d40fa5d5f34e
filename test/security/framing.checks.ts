// Requests that a proxy and this server could read differently (RFC 9112 section 11.2), and headers smuggled in through values.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { outbox } from '../outbox.ts'
import { connectionName } from '../management.ts'
import { random } from '../sign-in.ts'
import { raw } from './raw.ts'
import { goodbye, request, stage, type Stage } from './stage.ts'

describe('framing and header injection', () => {
  let here: Stage
  let host: string
  before(async () => {
    here = await stage()
    host = new URL(here.origin).host
  })

  const inner = () => `GET /userinfo HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  const post = (headers: string, body: string) => `POST /oauth/token HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n${headers}\r\n${body}`
  /** One 400 and the end of the connection: what stands behind is never read as a request. */
  const refusedOnce = async (what: string, bytes: string) => {
    for (const plain of [false, true]) {
      const answer = await raw(here.appliance, plain ? bytes.replaceAll(host, new URL(here.appliance.httpOrigin).host) : bytes, { plain })
      assert.deepEqual(answer.statuses, [400], `${what}, ${plain ? 'plain' : 'TLS'}: ${answer.text.slice(0, 300)}`)
      assert.ok(answer.closed, `${what}: the connection goes on`)
    }
  }

  test('[RFC 9112 6.1] Content-Length beside Transfer-Encoding', async () => {
    await refusedOnce('CL.TE', post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${inner()}`))
    await refusedOnce('TE.CL', post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `5c\r\n${inner()}\r\n0\r\n\r\n`))
  })

  test('[RFC 9112 6.3] more than one length, or one that is no number', async () => {
    for (const lengths of ['Content-Length: 5\r\nContent-Length: 6\r\n', 'Content-Length: 5\r\nContent-Length: 5\r\n', 'Content-Length: 5, 6\r\n', 'Content-Length: +5\r\n', 'Content-Length: -5\r\n', 'Content-Length: 0x5\r\n', 'Content-Length: 5 5\r\n', 'Content-Length: 99999999999999999999999\r\n', 'Content-Length:\r\n']) {
      await refusedOnce(JSON.stringify(lengths), post(lengths, `a=b&c${inner()}`))
    }
  })

  test('[RFC 9112 7.1] encodings that are not exactly chunked, and chunks that are not chunks', async () => {
    for (const encoding of ['xchunked', 'chunked, identity', 'identity, chunked', 'chunked, chunked', '"chunked"', 'chunked;q=1', 'gzip']) {
      const answer = await raw(here.appliance, post(`Transfer-Encoding: ${encoding}\r\n`, `0\r\n\r\n${inner()}`))
      assert.ok(answer.statuses.length === 1 && (answer.statuses[0] ?? 0) >= 400 && answer.closed, `${encoding}: ${answer.text.slice(0, 200)}`)
    }
    for (const chunk of ['g\r\nx\r\n0\r\n\r\n', '-1\r\nx\r\n0\r\n\r\n', '0x1\r\nx\r\n0\r\n\r\n', '1\r\nxy\r\n0\r\n\r\n', '1\nx\n0\n\n', 'ffffffffffffffffff\r\nx', ' 1\r\nx\r\n0\r\n\r\n', '1;a\nb\r\nx\r\n0\r\n\r\n']) {
      const answer = await raw(here.appliance, post('Transfer-Encoding: chunked\r\n', `${chunk}${inner()}`))
      assert.ok(answer.statuses.length <= 1 && answer.closed, `${JSON.stringify(chunk)}: ${answer.text.slice(0, 300)}`)
      assert.ok(answer.statuses.every((status) => status >= 400 && status < 500), answer.text.slice(0, 300))
    }
  })

  test('[RFC 9112 5] header lines with doubtful ends, names or folds', async () => {
    for (const line of ['Content-Length : 5\r\n', ' Content-Length: 5\r\n', 'Transfer-Encoding : chunked\r\n', 'X-A: b\r\n folded\r\n', 'X-\0: b\r\n', 'X-A: b\0c\r\n', 'X-A: b\rContent-Length: 5\r\n', 'X A: b\r\n', ': b\r\n', 'X-A\r\n']) {
      await refusedOnce(JSON.stringify(line), post(line, `a=b&c${inner()}`))
    }
  })

  test('[RFC 9112 3.2] doubtful targets and hosts', async () => {
    const ask = (first: string, headers: string) => refusedOnce(`${first} ${JSON.stringify(headers)}`, `${first}\r\n${headers}\r\n`)
    await ask('GET /u/login HTTP/1.1', '')
    await ask('GET /u/login HTTP/1.1', `Host: ${host}\r\nHost: evil.example\r\nConnection: close\r\n`)
    await ask('GET http://evil.example/u/login HTTP/1.1', `Host: ${host}\r\nConnection: close\r\n`)
    await ask(`GET /u/login#x HTTP/1.1`, `Host: ${host}\r\nConnection: close\r\n`)
    await ask('GET * HTTP/1.1', `Host: ${host}\r\nConnection: close\r\n`)
    await ask('GET /u/login HTTP/9.9', `Host: ${host}\r\n`)
    await ask('GET /u/login', `Host: ${host}\r\n`)
    for (const bad of ['a b', 'a/b', 'a@b', 'a?b', 'a#b', '[::1', 'a:b', 'a:99999', 'a..b', '\u00e4.example']) await ask('GET / HTTP/1.1', `Host: ${bad}\r\nConnection: close\r\n`)
  })

  test('[RFC 6750 2] two Authorization headers are not a choice', async () => {
    await refusedOnce('Authorization twice', `GET /userinfo HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\nConnection: close\r\n\r\n`)
  })

  test('[pipelining] what follows a complete request is a request of its own, with its own rights', async () => {
    const authorized = `GET /api/v2/clients HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${here.api.token}\r\n\r\n`
    const bare = `GET /api/v2/clients HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    assert.deepEqual((await raw(here.appliance, authorized + bare)).statuses, [200, 401])
  })

  const breaks = ['\r\nX-Injected: yes', '\nX-Injected: yes', '\rX-Injected: yes', '\u010d\u010aX-Injected: yes', '%0d%0aX-Injected: yes', '\r\n\r\n<html>', '\u2028X-Injected: yes', '\0X-Injected: yes']
  const clean = (headers: Headers, what: string) => {
    assert.equal(headers.get('x-injected'), null, what)
    assert.doesNotMatch(headers.get('location') ?? '', /[\r\n\0]/, what)
  }

  test('[header injection] no parameter of an authorization request ends a header line', async () => {
    for (const name of ['state', 'redirect_uri', 'login_hint', 'ui_locales', 'nonce', 'scope', 'audience', 'connection', 'response_mode', 'prompt', 'client_id', 'response_type', 'code_challenge', 'organization']) {
      for (const text of breaks) {
        const value = name === 'redirect_uri' ? `https://app.example.com/callback${text}` : text
        for (const more of [{}, { prompt: 'none' }]) {
          const response = await here.known.request(request(here, here.web, { ...more, [name]: value }))
          assert.ok(response.status < 500, `${name} ${JSON.stringify(text)}: ${response.status}`)
          clean(response.headers, name)
        }
      }
    }
  })

  test('[header injection] nor one of logout, of CORS, of cookies, of languages', async () => {
    for (const text of breaks) {
      for (const query of [{ client_id: here.web.client_id, returnTo: `${goodbye}?x=${text}` }, { returnTo: text }, { client_id: text }]) {
        const response = await fetch(`${here.origin}/v2/logout?${new URLSearchParams(query)}`, { redirect: 'manual' })
        assert.ok(response.status < 500, JSON.stringify(query))
        clean(response.headers, JSON.stringify(query))
      }
      const oidc = await fetch(`${here.origin}/oidc/logout?${new URLSearchParams({ client_id: here.web.client_id, post_logout_redirect_uri: goodbye, state: text })}`, { redirect: 'manual' })
      assert.ok(oidc.status === 302 || oidc.status === 400, `${oidc.status}`)
      clean(oidc.headers, 'state')
    }
    for (const value of ['%0d%0aX-Injected: yes', 'de\tX', '*;q=0', 'x'.repeat(4000), ';;;,,,']) {
      const response = await fetch(request(here, here.web), { redirect: 'manual', headers: { 'accept-language': value, origin: value, cookie: `auth0=${value}` } })
      assert.ok(response.status < 500, value)
      clean(response.headers, value)
    }
  })

  test('[header injection] characters beyond ASCII in a registered return address do not break the answer', async () => {
    for (const tail of ['?name=J\u00fcrgen', '?\u{1f600}', '?%', '#\u00e9', '?a=\u0080\u009f']) {
      const response = await fetch(`${here.origin}/v2/logout?${new URLSearchParams({ client_id: here.web.client_id, returnTo: goodbye + tail })}`, { redirect: 'manual' })
      assert.equal(response.status, 302, tail)
    }
  })

  test('[mail header injection] names and addresses from a sign-up stay in their place in the message', async () => {
    const signUp = (body: Record<string, string>) => fetch(`${here.origin}/dbconnections/signup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: here.web.client_id, connection: connectionName, password: 'Correct-Horse-7-Battery', ...body }) })
    for (const text of ['\r\nBcc: evil@example.com', '\nBcc: evil@example.com', ',evil@example.com', ' <evil@example.com>', '%0aBcc:evil@example.com', '\r\n\r\nbody', '";evil@example.com;"']) {
      assert.equal((await signUp({ email: `victim@example.com${text}` })).status, 400, JSON.stringify(text))
    }
    const email = `${random().toLowerCase().replaceAll(/[^a-z0-9]/g, '')}@example.com`
    const name = 'Eve\r\nBcc: evil@example.com\r\n\r\n<a href="https://evil.example/">Click</a>'
    assert.equal((await signUp({ email, name, given_name: name, nickname: name })).status, 200)
    let text = ''
    for (let attempt = 0; attempt < 200 && !text; attempt += 1) {
      text = outbox(here.appliance.dataDir).find((each) => each.includes(`To: ${email}`)) ?? ''
      if (!text) await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const [head = '', ...rest] = text.split('\r\n\r\n')
    assert.match(head, new RegExp(`^To: ${email}$`, 'm'))
    assert.doesNotMatch(head, /^(?:Bcc|Cc):/im)
    assert.doesNotMatch(rest.join(''), /<a href="https:\/\/evil/i)
  })
})
