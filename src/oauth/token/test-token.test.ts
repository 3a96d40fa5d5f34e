import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { apiIdentifier, startEngine, type Engine } from '../engine.fixture.ts'
import { issueTestToken } from './index.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const ask = (clientId: string, audience = apiIdentifier) => issueTestToken(e.ctx, { clientId, audience, by: 'auth0|ann' })

test('a test token has the claims of the one that the application would get, and is recorded as a test', async () => {
  const got = await ask(e.web.client_id)
  assert.ok('access_token' in got, JSON.stringify(got))
  const own = await e.token({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: apiIdentifier })
  assert.deepEqual(await verifyOwnToken(e.ctx, got.access_token), await verifyOwnToken(e.ctx, own.body['access_token']))
  assert.deepEqual([got.scope, got.expires_in, got.token_type], [own.body['scope'], own.body['expires_in'], 'Bearer'])
  const { details } = await e.ctx.db.one<{ details: { test?: boolean; asked_by?: string } }>("SELECT body->'details' AS details FROM logs WHERE tenant_id = $1 AND type = 'seccft' AND body->'details'->>'test' = 'true'", [e.ctx.tenant.id])
  assert.equal(details.asked_by, 'auth0|ann')
})

test('an application that would get none gets none here either, and the sentence says why', async () => {
  const limited = await e.client({ app_type: 'regular_web', grant_types: ['authorization_code'] })
  await e.api({ identifier: 'urn:not-granted' })
  for (const [asked, sentence] of [[ask('nobody'), /no application/], [ask(e.spa.client_id), /keeps no secret/], [ask(limited.client_id), /may not use the grant client_credentials/], [ask(e.web.client_id, 'urn:not-granted'), /not authorized to access "urn:not-granted"/]] as const) {
    const answer = await asked
    assert.ok('refused' in answer && sentence.test(answer.refused), JSON.stringify(answer))
  }
})
