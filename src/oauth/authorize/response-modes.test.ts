import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { apiIdentifier, authorizeUrl, callback, hiddenFields, returned, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const ask = (over: Record<string, string | undefined>) => authorizeUrl({ client_id: e.web.client_id, redirect_uri: callback, scope: 'openid email', state: '<"&\'>', nonce: 'n', ...over })
const half = (value: string) => createHash('sha256').update(value).digest().subarray(0, 16).toString('base64url')

test('id_token with form_post: a page that posts itself, or by its button', async () => {
  const reply = await e.browser().travel(ask({ response_type: 'id_token', response_mode: 'form_post' }))
  assert.equal(reply.status, 200)
  const html = String(reply.body)
  assert.match(html, new RegExp(`<form method="post" action="${callback}">`))
  const fields = hiddenFields(html)
  assert.deepEqual(Object.keys(fields), ['id_token', 'state', 'iss'])
  assert.equal(fields['state'], '<"&\'>')
  const claims = await verifyOwnToken(e.ctx, fields['id_token']!)
  assert.equal(claims['nonce'], 'n')
  assert.equal(claims['email'], 'jane@example.com')
  assert.ok(!('at_hash' in claims))
  const policy = reply.headers!['content-security-policy']!
  const nonce = /script-src 'nonce-([^']+)'/.exec(policy)![1]!
  assert.ok(html.includes(`<script nonce="${nonce}">`))
  assert.ok(!policy.includes('form-action'))
  assert.match(html, /<noscript>.*<button type="submit">/s)
})

test('token and id_token through the fragment, bound to one another', async () => {
  const reply = await e.browser().travel(ask({ response_type: 'token id_token', audience: apiIdentifier, scope: 'openid read:things' }))
  assert.ok(reply.headers!['location']!.startsWith(`${callback}#`))
  const { parameters } = returned(reply)
  assert.deepEqual([parameters['token_type'], parameters['expires_in'], parameters['scope']], ['Bearer', '7200', 'openid read:things'])
  const claims = await verifyOwnToken(e.ctx, parameters['id_token']!)
  assert.equal(claims['at_hash'], half(parameters['access_token']!))
})

test('every hybrid type returns what it names; the code is redeemable and bound by c_hash', async () => {
  const browser = e.browser()
  for (const type of ['code token', 'code id_token', 'id_token token code', 'token']) {
    const { parameters } = returned(await browser.travel(ask({ response_type: type })))
    const names = type.split(' ')
    assert.equal('code' in parameters, names.includes('code'), type)
    assert.equal('access_token' in parameters, names.includes('token'), type)
    assert.equal('id_token' in parameters, names.includes('id_token'), type)
    if (!parameters['code']) continue
    if (parameters['id_token']) assert.equal((await verifyOwnToken(e.ctx, parameters['id_token']))['c_hash'], half(parameters['code']))
    const { status } = await e.token({ grant_type: 'authorization_code', client_id: e.web.client_id, client_secret: e.web.client_secret, code: parameters['code'], redirect_uri: callback })
    assert.equal(status, 200)
  }
})

test('web_message answers one origin only, and may be framed by it alone', async () => {
  const browser = e.browser()
  const read = async (over: Record<string, string>) => {
    const reply = await browser.go(ask({ response_type: 'code', response_mode: 'web_message', prompt: 'none', ...over }))
    const found = /postMessage\((\{.*\}), ("[^"]*")\)/.exec(String(reply.body))
    return { reply, message: found && JSON.parse(found[1]!), origin: found && JSON.parse(found[2]!) }
  }
  const first = await read({})
  assert.deepEqual(first.message, { type: 'authorization_response', response: { error: 'login_required', error_description: 'Login required', state: '<"&\'>', iss: e.ctx.issuer } })
  assert.ok(!String(first.reply.body).includes('state":"<'))
  assert.equal(first.origin, 'https://app.example.com')
  returned(await browser.travel(ask({ response_type: 'code' })))
  const second = await read({})
  assert.deepEqual(Object.keys(second.message.response), ['code', 'state', 'iss'])
  assert.match(second.reply.headers!['content-security-policy']!, /frame-ancestors https:\/\/app\.example\.com$/)
  assert.ok(!('x-frame-options' in second.reply.headers!))
  const native = await e.client({ app_type: 'native', callbacks: ['com.example.app://callback'] })
  const refused = await read({ client_id: native.client_id, redirect_uri: 'com.example.app://callback' })
  assert.equal(refused.reply.status, 403)
  assert.equal(refused.message, null)
})
