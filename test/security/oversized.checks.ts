// Bodies made to exhaust or to confuse: size, depth, number, names; and parameters sent twice (RFC 6749 section 3.1).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { returned, token } from '../sign-in.ts'
import { callback, codeFor, realmGrant, request, said, stage, type Stage } from './stage.ts'

describe('oversized and ambiguous bodies', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const send = (path: string, body: string, type = 'application/json') =>
    fetch(`${here.origin}${path}`, { method: 'POST', headers: { 'content-type': type, authorization: `Bearer ${here.api.token}` }, body })
  const places = ['/oauth/token', '/oauth/revoke', '/dbconnections/signup', '/dbconnections/change_password', '/api/v2/clients', '/api/v2/users']

  test('[oversized] bodies beyond the limit are refused by their length, read or announced', async () => {
    for (const path of places) {
      assert.equal((await send(path, JSON.stringify({ a: 'x'.repeat(1_100_000) }))).status, 413, path)
      assert.equal((await send(path, `a=${'x'.repeat(1_100_000)}`, 'application/x-www-form-urlencoded')).status, 413, path)
    }
    const stream = new ReadableStream({ start(controller) { for (let i = 0; i < 20; i += 1) controller.enqueue(Buffer.alloc(100_000, 'x')); controller.close() } })
    const unannounced = await fetch(`${here.origin}/oauth/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: stream, duplex: 'half' } as RequestInit)
    assert.equal(unannounced.status, 413)
  })

  test('[oversized] depth, arrays, numbers and names that hurt a reader are refused as malformed', async () => {
    const hurtful: Record<string, string> = {
      'objects in objects': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      'arrays in arrays': `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      'never closed': '['.repeat(900_000),
      'a number without end': `{"a":${'9'.repeat(10_000)}}`,
      'infinity': '{"a":1e999}',
      '__proto__': '{"__proto__":{"admin":true}}',
      'nested __proto__': '{"a":{"b":[{"__proto__":1}]}}',
      NUL: '{"a":"\\u0000"}',
      'half a pair': '{"a":"\\ud800"}',
      'not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('latin1'),
      comment: '{"a":1/**/}',
      'two documents': '{"a":1}{"a":2}',
      NaN: '{"a":NaN}',
    }
    for (const path of places) {
      for (const [what, body] of Object.entries(hurtful)) {
        const began = performance.now()
        const response = await (what === 'not UTF-8' ? fetch(`${here.origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${here.api.token}` }, body: Buffer.from(body, 'latin1') }) : send(path, body))
        assert.equal(response.status, 400, `${path}: ${what}`)
        assert.ok(performance.now() - began < 5000, `${path}: ${what}`)
      }
    }
  })

  test('[oversized] numbers of parameters, header bytes and address bytes are limited', async () => {
    const many = Array.from({ length: 1200 }, (_, index) => `a${index}=1`).join('&')
    assert.equal((await send('/oauth/token', many, 'application/x-www-form-urlencoded')).status, 400)
    assert.equal((await fetch(`${here.origin}/authorize?${many}`)).status, 400)
    assert.equal((await fetch(`${here.origin}/authorize?state=${'x'.repeat(20_000)}`)).status, 414)
    assert.equal((await fetch(`${here.origin}/userinfo`, { headers: { 'x-a': 'x'.repeat(40_000) } })).status, 431)
  })

  test('[content types] what is neither form nor JSON in UTF-8 is not guessed at', async () => {
    const body = JSON.stringify({ grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: 'https://orders.example/' })
    for (const type of ['text/plain', 'text/html', 'application/jsonp', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'application/xml', 'application/json, text/plain', '', 'x']) {
      const response = await send('/oauth/token', body, type)
      assert.ok(response.status === 415 || response.status === 400, `${type}: ${response.status}`)
    }
    const squeezed = await fetch(`${here.origin}/oauth/token`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body })
    assert.equal(squeezed.status, 415)
  })

  test('[RFC 6749 3.1] no parameter of an authorization request may come twice', async () => {
    for (const name of ['response_type', 'scope', 'state', 'nonce', 'response_mode', 'code_challenge', 'code_challenge_method', 'prompt', 'max_age', 'audience', 'connection']) {
      const url = request(here, here.web, { prompt: 'none' })
      url.searchParams.append(name, 'twice')
      url.searchParams.append(name, 'twice')
      const page = await here.known.visit(url)
      const answer = page.left?.hash ? new URLSearchParams(page.left.hash.slice(1)) : returned(page)
      assert.deepEqual([answer.get('error'), answer.get('code')], ['invalid_request', null], name)
    }
    for (const [name, value] of [['client_id', here.spa.client_id], ['redirect_uri', callback], ['redirect_uri', 'https://evil.example/']] as const) {
      const url = request(here, here.web, { prompt: 'none' })
      url.searchParams.append(name, value)
      const page = await here.known.visit(url)
      assert.deepEqual([page.status, page.left], [400, undefined], name)
    }
    const both = request(here, here.web, { prompt: 'none' })
    const posted = await here.known.visit(both, { method: 'POST', body: new URLSearchParams({ redirect_uri: 'https://evil.example/', client_id: here.web.client_id }) })
    assert.deepEqual([posted.status, posted.left], [400, undefined], 'once in the query and once in the form')
  })

  test('[RFC 6749 3.2] nor of a token request, as form or as list in JSON', async () => {
    const code = await codeFor(here, here.web)
    const fields: Record<string, string> = { grant_type: 'authorization_code', client_id: here.web.client_id, client_secret: here.web.client_secret, code, redirect_uri: callback }
    for (const name of Object.keys(fields)) {
      const form = new URLSearchParams(fields)
      form.append(name, fields[name] ?? '')
      const response = await fetch(`${here.origin}/oauth/token`, { method: 'POST', body: form })
      assert.deepEqual([response.status, ((await response.json()) as { error: string }).error], [400, 'invalid_request'], name)
      const listed = await send('/oauth/token', JSON.stringify({ ...fields, [name]: [fields[name], 'x'] }))
      assert.deepEqual([listed.status, ((await listed.json()) as { error: string }).error], [400, 'invalid_request'], `${name} in JSON`)
      // An object counts as absent, and the redirect URI alone may be.
      if (name === 'redirect_uri') continue
      const wrapped = await send('/oauth/token', JSON.stringify({ ...fields, [name]: { value: fields[name] } }))
      assert.ok(wrapped.status >= 400 && wrapped.status < 500, `${name} as object`)
    }
    assert.equal((await token(here.origin, fields)).status, 200, 'and none of that has used the code up')
  })

  test('[RFC 6749 2.3] two ways of client authentication at once are refused', async () => {
    const basic = `Basic ${Buffer.from(`${here.machine.client_id}:${here.machine.client_secret}`).toString('base64')}`
    const ask = (more: Record<string, string>) => token(here.origin, { grant_type: 'client_credentials', audience: 'https://orders.example/', ...more }, { authorization: basic })
    assert.match(said(await ask({ client_secret: here.machine.client_secret })), /^400 invalid_request/)
    assert.match(said(await ask({ client_id: here.web.client_id })), /^401/)
    assert.equal((await ask({})).status, 200)
  })

  test('[type confusion] values that are not text are not taken for text', async () => {
    for (const password of [{ $ne: null }, ['x'], true, 0, null, { length: 1 }]) {
      const response = await send('/oauth/token', JSON.stringify({ grant_type: realmGrant, realm: 'Username-Password-Authentication', client_id: here.web.client_id, client_secret: here.web.client_secret, username: here.person.email, password }))
      assert.ok(response.status === 400 || response.status === 403, `${JSON.stringify(password)}: ${response.status}`)
    }
    for (const client_secret of [{ $ne: null }, [''], true]) {
      const response = await send('/oauth/token', JSON.stringify({ grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret, audience: 'https://orders.example/' }))
      assert.ok(response.status === 400 || response.status === 401, `${JSON.stringify(client_secret)}: ${response.status}`)
    }
  })

  test('[oversized] what anybody may send is kept in the log only in part', async () => {
    const long = 'x'.repeat(200_000)
    await send('/oauth/token', JSON.stringify({ grant_type: 'client_credentials', client_id: long, client_secret: 'x' }))
    await send('/oauth/token', JSON.stringify({ grant_type: realmGrant, realm: 'Username-Password-Authentication', client_id: here.web.client_id, client_secret: here.web.client_secret, username: `${long}@example.com`, password: 'x' }))
    await send('/dbconnections/signup', JSON.stringify({ client_id: here.web.client_id, connection: 'Username-Password-Authentication', email: `${long}@example.com`, password: 'x' }))
    await fetch(`${here.origin}/userinfo`, { headers: { 'user-agent': 'x'.repeat(20_000) } })
    await fetch(`${here.origin}/v2/logout?returnTo=${'x'.repeat(15_000)}`, { headers: { 'user-agent': 'x'.repeat(15_000) } })
    const logs = await here.api.must<unknown[]>('GET /logs?per_page=20')
    for (const event of logs) assert.ok(JSON.stringify(event).length < 20_000, `${JSON.stringify(event).length} characters: ${JSON.stringify(event).slice(0, 300)}`)
  })
})
