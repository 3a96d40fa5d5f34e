import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { compactDecrypt } from 'jose'
import { createClientGrant } from '#resources/client-grants/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { headerOf, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

test('an API that gives a key gets tokens that only it can read, with a signed token inside', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  await e.api({ identifier: 'urn:closed', token_encryption: { format: 'compact-nested-jwe', encryption_key: { alg: 'RSA-OAEP-256', pem, kid: 'mine' } } })
  await createClientGrant(e.ctx, { client_id: e.web.client_id, audience: 'urn:closed', scope: ['read:things'] })
  await e.ctx.cache.settled(e.ctx.tenant.id)
  const { body } = await e.token({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: 'urn:closed' })
  assert.deepEqual(headerOf(body['access_token']), { alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'JWT', cty: 'JWT', kid: 'mine' })
  const { plaintext } = await compactDecrypt(body['access_token'], privateKey)
  assert.equal((await verifyOwnToken(e.ctx, Buffer.from(plaintext).toString()))['aud'], 'urn:closed')
})

test('what is no RSA public key of 2048 bits is refused at configuration', async () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const whole = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const wrong = [short.publicKey.export({ type: 'spki', format: 'pem' }), ec.publicKey.export({ type: 'spki', format: 'pem' }), whole.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'nonsense']
  for (const [index, pem] of wrong.entries()) {
    await assert.rejects(
      e.api({ identifier: `urn:wrong:${index}`, token_encryption: { format: 'compact-nested-jwe', encryption_key: { alg: 'RSA-OAEP-256', pem: pem.toString() } } }),
      (error: { status?: number }) => error.status === 400,
    )
  }
})
