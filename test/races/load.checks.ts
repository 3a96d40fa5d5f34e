// Many applications of one session at once, and keys that change while tokens are being made.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import type { Application } from '../management.ts'
import { claimsOf, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { apiCall, callback, orders, redeem, request, stage, type Stage } from '../security/stage.ts'

describe('under load, over four processes', () => {
  let here: Stage
  before(async () => void (here = await stage(4)))

  test('a hundred silent logins of one session for a hundred applications: the session knows them all', async () => {
    const applications = await Promise.all(Array.from({ length: 100 }, (_, index) => here.api.must<Application>('POST /clients', { name: `Application ${index}`, app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code'] })))
    const who = visitor()
    const first = returned(await signIn(who, request(here, here.web), here.person)).get('code') ?? ''
    const sid = String(claimsOf((await redeem(here, here.web, first)).body.id_token)['sid'])
    const codes = await Promise.all(applications.map(async (application) => returned(await who.visit(request(here, application, { prompt: 'none' }))).get('code') ?? ''))
    assert.ok(codes.every((code) => code !== ''), `${codes.filter((code) => code === '').length} logins failed`)
    assert.equal(new Set(codes).size, 100)
    const sids = new Set(await Promise.all(codes.map(async (code, index) => String(claimsOf((await redeem(here, applications[index]!, code)).body.id_token)['sid']))))
    assert.deepEqual([...sids], [sid])
    const session = await here.api.must<{ clients: { client_id: string }[] }>(`GET /sessions/${sid}`)
    assert.deepEqual(session.clients.map(({ client_id }) => client_id).sort(), [here.web, ...applications].map(({ client_id }) => client_id).sort())
  })

  test('a hundred logins at once while the session ends: no answer is an error of ours, and afterwards nobody is known', async () => {
    const who = visitor()
    await signIn(who, request(here, here.web), here.person)
    const statuses = await Promise.all(Array.from({ length: 100 }, async (_, index) => (index === 50 ? (await who.request(`${here.origin}/v2/logout`)).status : (await who.request(request(here, here.web, { prompt: 'none' }))).status)))
    assert.ok(statuses.every((status) => status === 302 || status === 200), statuses.join())
    assert.equal(returned(await who.visit(request(here, here.web, { prompt: 'none' }))).get('error'), 'login_required')
  })

  test('a signing key changed in the middle of load: no token fails validation, by a cached key set or by us', async () => {
    const keySet = async () => (await (await fetch(`${here.origin}/.well-known/jwks.json`)).json()) as JSONWebKeySet
    const before = await keySet()
    const issued: { jwt: string; at: number }[] = []
    const failures: string[] = []
    let rotated = 0
    let done = false
    const issuing = Array.from({ length: 8 }, async () => {
      while (!done) {
        const { status, body } = await token(here.origin, { grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: orders })
        if (status !== 200 || !body.access_token) failures.push(`${status} ${JSON.stringify(body)}`)
        else issued.push({ jwt: body.access_token, at: rotated })
      }
    })
    const calling = Array.from({ length: 4 }, async () => {
      while (!done) {
        const { status } = await apiCall(here.origin, here.api.token, '/clients?per_page=1')
        if (status !== 200) failures.push(`a token from before the rotation: ${status}`)
      }
    })
    for (const wanted of [1, 2, 3]) {
      const already = issued.length
      while (issued.length < already + 30 && failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      await here.api.must('POST /keys/signing/rotate')
      rotated = wanted
    }
    const already = issued.length
    while (issued.length < already + 30 && failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    done = true
    await Promise.all([...issuing, ...calling])
    assert.deepEqual(failures, [])

    const after = createLocalJWKSet(await keySet())
    const early = createLocalJWKSet(before)
    const kids = new Set<unknown>()
    for (const { jwt, at } of issued) {
      const { protectedHeader } = await jwtVerify(jwt, after, { audience: orders, issuer: `${here.origin}/` })
      kids.add(protectedHeader.kid)
      // Whoever fetched the key set before the first rotation had its next key already.
      if (at === 0) await jwtVerify(jwt, early, { audience: orders })
    }
    assert.equal(kids.size, 4, 'each key has signed')
    assert.equal((await apiCall(here.origin, here.api.token)).status, 200)
  })
})
