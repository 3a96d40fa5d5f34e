// Tokens made by somebody else: algorithm and key confusion (RFC 8725 sections 2.1, 3.1, 3.5), and tokens made to hurt the reader.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, sign, type webcrypto } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { EncryptJWT } from 'jose'
import { headerOf, random } from '../sign-in.ts'
import { apiCall, goodbye, stage, tokensFor, userinfo, type Stage } from './stage.ts'

const encode = (part: unknown): string => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')

describe('forged tokens', () => {
  let here: Stage
  let genuine: { access: string; api: string; id: string }
  /** A server of the attacker's: nobody may ever ask it for a key. */
  let keyServer: Server
  let asked = 0
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ownJwk = publicKey.export({ format: 'jwk' })

  before(async () => {
    here = await stage()
    const tokens = await tokensFor(here, here.web)
    genuine = { access: tokens.access_token, api: here.api.token, id: tokens.id_token }
    keyServer = createServer((_request, response) => {
      asked += 1
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [{ ...ownJwk, kid: 'own', alg: 'RS256', use: 'sig' }] }))
    }).listen(0, '127.0.0.1')
    await once(keyServer, 'listening')
  })
  after(() => void keyServer?.close())

  /** Nobody takes it: not /userinfo, not the Management API, not logout as a hint. */
  const refused = async (what: string, make: (header: Record<string, unknown>, body: string) => string) => {
    for (const [where, token] of Object.entries(genuine)) {
      const forged = make(headerOf(token), token.split('.')[1] ?? '')
      if (where === 'id') {
        const page = await here.known.visit(`${here.origin}/oidc/logout?${new URLSearchParams({ id_token_hint: forged, post_logout_redirect_uri: goodbye })}`)
        assert.deepEqual([page.status, page.left], [400, undefined], `${what} as hint`)
      } else {
        for (const reply of [await userinfo(here.origin, forged), await apiCall(here.origin, forged)]) assert.equal(reply.status, 401, `${what}: ${await reply.text()}`)
      }
    }
  }
  const hs256 = (key: string | Buffer) => (header: Record<string, unknown>, body: string) => {
    const signed = `${encode({ ...header, alg: 'HS256' })}.${body}`
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  }
  const rs256 = (more: Record<string, unknown>, algorithm = 'sha256') => (header: Record<string, unknown>, body: string) => {
    const signed = `${encode({ ...header, ...more })}.${body}`
    return `${signed}.${sign(algorithm, Buffer.from(signed), privateKey).toString('base64url')}`
  }

  test('the genuine ones are taken, so the refusals below mean something', async () => {
    assert.equal((await userinfo(here.origin, genuine.access)).status, 200)
    assert.equal((await apiCall(here.origin, genuine.api)).status, 200)
  })

  test('[RFC 8725 3.1] alg none, in every spelling, with and without signature', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, 0, [], ['RS256'], { alg: 'RS256' }]) {
      await refused(`alg ${JSON.stringify(alg)}`, (header, body) => `${encode({ ...header, alg })}.${body}.`)
      await refused(`alg ${JSON.stringify(alg)}, signature kept`, (header, body) => `${encode({ ...header, alg })}.${body}.${genuine.access.split('.')[2]}`)
    }
    await refused('no alg', (header, body) => `${encode({ ...header, alg: undefined })}.${body}.${genuine.access.split('.')[2]}`)
  })

  test('[RFC 8725 2.1] HS256 with the public key as secret, in every form it is published in', async () => {
    const { keys } = (await (await fetch(`${here.origin}/.well-known/jwks.json`)).json()) as { keys: (webcrypto.JsonWebKey & { x5c: string[]; kid: string })[] }
    for (const key of keys) {
      const published = createPublicKey({ key, format: 'jwk' })
      const forms: (string | Buffer)[] = [
        published.export({ format: 'pem', type: 'spki' }), published.export({ format: 'pem', type: 'pkcs1' }), published.export({ format: 'der', type: 'spki' }), String(key.n), Buffer.from(String(key.n), 'base64url'),
        JSON.stringify(key), key.x5c[0] ?? '', Buffer.from(key.x5c[0] ?? '', 'base64'), `-----BEGIN CERTIFICATE-----\n${key.x5c[0]}\n-----END CERTIFICATE-----\n`, '', key.kid,
      ]
      for (const form of forms) await refused('HS256', hs256(form))
    }
    await refused('HS256 with the client secret', hs256(here.web.client_secret))
    await refused('HS256 with the audience', hs256('https://orders.example/'))
  })

  test('[RFC 8725 3.5] a key that comes with the token counts for nothing: jwk, x5c, jku, x5u', async () => {
    const { port } = keyServer.address() as AddressInfo
    const place = `http://127.0.0.1:${port}/keys`
    for (const more of [{}, { jwk: ownJwk }, { kid: 'own', jwk: ownJwk }, { jku: place }, { kid: 'own', jku: place }, { x5u: place }, { kid: undefined, jku: place, x5u: place, jwk: ownJwk }, { x5c: [ownJwk.n] }, { x5t: 'x', 'x5t#S256': 'x' }]) {
      await refused(JSON.stringify(more).slice(0, 60), rs256(more))
    }
    assert.equal(asked, 0, 'nobody fetched the key')
  })

  test('[RFC 8725 3.10] kid is a name to compare, not a path, a query or an address', async () => {
    for (const kid of ['', '../../../../dev/null', '/dev/null', "' OR '1'='1", "x' UNION SELECT 'x", '__proto__', 'constructor', 'toString', 'own', 0, null, [], {}, 'x'.repeat(5000)]) await refused(`kid ${JSON.stringify(kid).slice(0, 40)}`, rs256({ kid }))
    const theirs = headerOf(here.neighbour.api.token)['kid']
    await refused('the kid of another tenant', rs256({ kid: theirs }))
  })

  test('[RFC 8725 3.1] other algorithms with our kid: RS512, PS256, ES256, EdDSA', async () => {
    for (const alg of ['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'RS256 ', 'rs256']) await refused(alg, rs256({ alg }, 'sha512'))
  })

  test('[signature] changed claims, cut, extended and swapped signatures', async () => {
    const [head = '', body = '', signature = ''] = genuine.access.split('.')
    const other = here.neighbour.api.token.split('.')[2]
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
    for (const forged of [
      `${head}.${encode({ ...claims, sub: 'auth0|somebody' })}.${signature}`, `${head}.${encode({ ...claims, exp: 99999999999 })}.${signature}`, `${head}.${body}.${signature.slice(0, -10)}`, `${head}.${body}.${signature}AAAA`,
      `${head}.${body}.`, `${head}.${body}`, `${head}.${body}.${other}`, `${genuine.api.split('.')[0]}.${genuine.api.split('.')[1]}.${signature}`, `${head}.${body}.${signature}.${signature}`, `.${body}.${signature}`, `${head}..${signature}`,
      `${encode({ ...headerOf(genuine.access), crit: ['b64'], b64: false })}.${body}.${signature}`, `${encode('[]')}.${body}.${signature}`, `${encode('"RS256"')}.${body}.${signature}`, `${encode('{"alg":"none","alg":"RS256"}')}.${body}.${signature}`,
    ]) {
      assert.equal((await userinfo(here.origin, forged)).status, 401, forged.slice(0, 80))
      assert.equal((await apiCall(here.origin, forged)).status, 401, forged.slice(0, 80))
    }
  })

  test('[signature] opaque tokens: changed parts, cut tags, other encryptions, made by others', async () => {
    const answer = await tokensFor(here, here.web, { audience: '', scope: 'openid offline_access' })
    const opaque = answer.access_token
    const parts = opaque.split('.')
    assert.equal(parts.length, 5)
    assert.equal((await userinfo(here.origin, opaque)).status, 200)
    const changed = (index: number, value: string) => parts.map((part, at) => (at === index ? value : part)).join('.')
    const header = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString()) as { kid: string }
    const made = await new EncryptJWT({ scope: 'openid' }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...header }).setSubject(here.person.user_id).setExpirationTime('1h').encrypt(Buffer.alloc(32))
    for (const forged of [
      ...[0, 2, 3, 4].map((index) => changed(index, encode('x'.repeat(16)))), changed(4, (parts[4] ?? '').slice(0, 6)), changed(4, (parts[4] ?? '').slice(0, 16)), changed(1, encode('key')), changed(0, encode({ ...header, alg: 'none', enc: 'none' })),
      changed(0, encode({ ...header, zip: 'DEF' })), changed(0, encode({ ...header, alg: 'PBES2-HS256+A128KW', p2c: 2 ** 31, p2s: 'x' })), made, '....', 'a.b.c.d.e',
    ]) assert.equal((await userinfo(here.origin, forged)).status, 401, forged.slice(0, 100))
  })

  test('[token bombs] huge, deep, many parts, compressed: refused at once, and the server goes on', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const deepObject = `${'{"a":'.repeat(2500)}1${'}'.repeat(2500)}`
    const bombs: Record<string, string> = {
      'sixteen thousand characters': 'a'.repeat(16_000),
      'many dots': '.'.repeat(15_000),
      'many parts': Array(3000).fill('eyJ9').join('.'),
      'a deep header': `${encode(deepObject)}.e30.x`,
      'a deep body': `${encode({ alg: 'RS256', kid: headerOf(genuine.access)['kid'] })}.${encode(deepObject)}.AAAA`,
      'compressed': `${encode({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })}..${encode('x'.repeat(12))}.${encode('\0'.repeat(9000))}.${encode('x'.repeat(16))}`,
      'a costly key derivation': `${encode({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2_147_483_647, p2s: encode(random()) })}.${encode('k'.repeat(40))}.${encode('x'.repeat(12))}.x.${encode('x'.repeat(16))}`,
    }
    const bodyBombs: Record<string, string> = { 'half a mebibyte': 'a'.repeat(500_000), 'dots to the limit': '.'.repeat(500_000), 'a very deep header': `${encode(deep)}.${encode(deep)}.${encode('x')}`, 'five deep parts': `${encode(deep)}..${encode('x')}.${encode(deep)}.${encode('y')}` }
    const began = performance.now()
    for (const [what, bomb] of Object.entries(bombs)) {
      for (const reply of [await userinfo(here.origin, bomb), await apiCall(here.origin, bomb)]) assert.ok([401, 431].includes(reply.status), `${what}: ${reply.status}`)
      const hint = await fetch(`${here.origin}/oidc/logout?id_token_hint=${bomb}`, { redirect: 'manual' })
      assert.ok([400, 414, 431].includes(hint.status), `${what}: ${hint.status}`)
    }
    for (const [what, bomb] of Object.entries(bodyBombs)) {
      const reply = await fetch(`${here.origin}/userinfo`, { method: 'POST', body: new URLSearchParams({ access_token: bomb }) })
      assert.ok([401, 413].includes(reply.status), `${what}: ${reply.status}`)
      const hint = await fetch(`${here.origin}/oidc/logout`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ id_token_hint: bomb }) })
      assert.ok([400, 413].includes(hint.status), `${what}: ${hint.status}`)
    }
    // Twenty-two refusals; one costly one would take minutes.
    assert.ok(performance.now() - began < 30_000, `${performance.now() - began} ms`)
    assert.equal((await userinfo(here.origin, genuine.access)).status, 200)
  })
})
