import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import { compactVerify, importJWK } from 'jose'
import { testContext, type TestContext } from '../../../test/context.ts'
import { createTenantKeys, currentSigningKey, publicKeys, signJwt, TokenRefused, tokenKeyRing, verifyOwnToken, type RefusalReason } from './index.ts'

let t: TestContext
before(async () => {
  t = await testContext()
  await createTenantKeys(t.process, t.ctx.db, t.ctx.tenant.id)
  await t.ctx.cache.settled(t.ctx.tenant.id)
})
after(() => t.close())

const refused = (reason: RefusalReason) => (error: unknown) => error instanceof TokenRefused && error.reason === reason
const claims = () => ({ iss: t.ctx.issuer, sub: 'auth0|1', exp: t.ctx.clock.seconds() + 60, name: 'Žofie' })
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a token is verified by software that is not ours, with the published key, and by us', async () => {
  const jwt = await signJwt(t.ctx, { claims: claims() })
  const [jwk] = await publicKeys(t.ctx)
  const { payload, protectedHeader } = await compactVerify(jwt, await importJWK(jwk!))
  assert.deepEqual(protectedHeader, { alg: 'RS256', typ: 'JWT', kid: (await currentSigningKey(t.ctx)).kid })
  assert.equal(JSON.parse(Buffer.from(payload).toString()).name, 'Žofie')
  assert.equal((await verifyOwnToken(t.ctx, jwt)).sub, 'auth0|1')
})

test('two keys are published, each with a certificate that holds the same key and signs itself', async () => {
  const keys = await publicKeys(t.ctx)
  assert.equal(keys.length, 2)
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t'])
    assert.equal(key.e, 'AQAB')
    const certificate = new X509Certificate(Buffer.from(key.x5c![0]!, 'base64'))
    assert.equal(certificate.publicKey.export({ format: 'jwk' }).n, key.n)
    assert.ok(certificate.verify(certificate.publicKey))
    assert.equal(certificate.subject, 'CN=main')
    assert.equal(Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex').toString('base64url'), key.x5t)
  }
})

test('refusals name their reason', async () => {
  const jwt = await signJwt(t.ctx, { claims: claims() })
  const [head, body, signature] = jwt.split('.') as [string, string, string]
  const expect = (token: string, reason: RefusalReason) => assert.rejects(verifyOwnToken(t.ctx, token), refused(reason))
  await expect('nonsense', 'malformed')
  await expect(`${head}.${body}`, 'malformed')
  await expect(`${head}.${encode({ ...claims(), sub: 'auth0|2' })}.${signature}`, 'signature')
  await expect(await signJwt(t.ctx, { claims: { ...claims(), exp: t.ctx.clock.seconds() } }), 'expired')
  await expect(await signJwt(t.ctx, { claims: { ...claims(), iss: 'https://evil.example/' } }), 'issuer')
  await expect(await signJwt(t.ctx, { claims: { ...claims(), exp: undefined } }), 'malformed')
})

test('alg none, HS256 with the public key, and a foreign key under our kid are refused', async () => {
  const { kid } = await currentSigningKey(t.ctx)
  const [jwk] = await publicKeys(t.ctx)
  const body = encode(claims())
  const none = `${encode({ alg: 'none', kid })}.${body}.AA`
  await assert.rejects(verifyOwnToken(t.ctx, none), refused('signature'))
  const hs = `${encode({ alg: 'HS256', kid })}.${body}`
  const pem = createPublicKey({ key: jwk! as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  await assert.rejects(verifyOwnToken(t.ctx, `${hs}.${createHmac('sha256', pem).update(hs).digest('base64url')}`), refused('signature'))
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const rs = `${encode({ alg: 'RS256', kid, jwk: foreign.publicKey.export({ format: 'jwk' }) })}.${body}`
  await assert.rejects(verifyOwnToken(t.ctx, `${rs}.${sign('sha256', Buffer.from(rs), foreign.privateKey).toString('base64url')}`), refused('signature'))
})

test('another tenant neither knows our keys nor opens our tokens', async () => {
  const other = await t.tenant('other')
  await createTenantKeys(t.process, other.db, other.tenant.id)
  await other.cache.settled(other.tenant.id)
  await assert.rejects(verifyOwnToken(other, await signJwt(t.ctx, { claims: claims() })), refused('signature'))
  assert.notDeepEqual((await tokenKeyRing(other)).current.key, (await tokenKeyRing(t.ctx)).current.key)
})

test('a revoked key is neither published nor honoured', async () => {
  const tenant = await t.tenant('revoking')
  await createTenantKeys(t.process, tenant.db, tenant.tenant.id)
  const jwt = await signJwt(tenant, { claims: { ...claims(), iss: tenant.issuer } })
  const { kid } = await currentSigningKey(tenant)
  await tenant.db.transaction(async (tx) => {
    await tx.execute(`UPDATE signing_keys SET state = 'revoked' WHERE tenant_id = $1 AND kid = $2`, [tenant.tenant.id, kid])
    await tx.execute(`UPDATE signing_keys SET state = 'current' WHERE tenant_id = $1 AND state = 'next'`, [tenant.tenant.id])
  })
  await tenant.cache.settled(tenant.tenant.id)
  await assert.rejects(verifyOwnToken(tenant, jwt), refused('signature'))
  assert.ok((await publicKeys(tenant)).every((key) => key.kid !== kid))
})
