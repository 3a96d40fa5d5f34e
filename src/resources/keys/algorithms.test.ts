import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import { importJWK, jwtVerify, type JWK } from 'jose'
import { testContext, type TestContext } from '../../../test/context.ts'
import { createTenantKeys, ensureSigningKey, publicKeys, signJwt, verifyOwnToken } from './index.ts'
import { rotateKeys } from './rotation.ts'

let t: TestContext
before(async () => {
  t = await testContext()
  await createTenantKeys(t.process, t.ctx.db, t.ctx.tenant.id)
  await t.ctx.cache.settled(t.ctx.tenant.id)
})
after(() => t.close())

const claims = () => ({ iss: t.ctx.issuer, sub: 'x', exp: t.clock.seconds() + 60 })
const header = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString()) as { alg: string; kid: string }

test('each algorithm gets a key of its own on demand; a foreign library verifies by the published one', async () => {
  for (const alg of ['RS256', 'PS256', 'ES256', 'RS512'] as const) {
    const jwt = await signJwt(t.ctx, { alg, claims: claims() })
    assert.equal(header(jwt).alg, alg)
    const jwk = (await publicKeys(t.ctx)).find(({ kid }) => kid === header(jwt).kid)!
    assert.equal(jwk.alg, alg)
    assert.ok(!('d' in jwk))
    await jwtVerify(jwt, await importJWK(jwk as JWK, alg), { algorithms: [alg] })
    assert.equal((await verifyOwnToken(t.ctx, jwt)).sub, 'x')
    const certificate = new X509Certificate(Buffer.from(jwk.x5c![0]!, 'base64'))
    assert.ok(certificate.verify(certificate.publicKey))
  }
  assert.equal((await publicKeys(t.ctx)).length, 8)
})

test('a token whose header names another algorithm than its key is refused', async () => {
  const [head, body, signature] = (await signJwt(t.ctx, { alg: 'PS256', claims: claims() })).split('.')
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(head!, 'base64url').toString()), alg: 'RS256' })).toString('base64url')
  await assert.rejects(verifyOwnToken(t.ctx, `${forged}.${body}.${signature}`), /signature/)
})

test('many workers that want the first key at once end up with one', async () => {
  const other = await t.tenant('racers')
  await createTenantKeys(t.process, other.db, other.tenant.id)
  await other.cache.settled(other.tenant.id)
  await Promise.all(Array.from({ length: 10 }, () => ensureSigningKey(other, 'ES256')))
  const jwts = await Promise.all(Array.from({ length: 5 }, () => signJwt(other, { alg: 'ES256', claims: { ...claims(), iss: other.issuer } })))
  assert.equal(new Set(jwts.map((jwt) => header(jwt).kid)).size, 1)
  assert.equal((await publicKeys(other)).length, 4)
})

test('a rotation changes the keys of all algorithms, and what was signed before stays valid', async () => {
  const before = await signJwt(t.ctx, { alg: 'ES256', claims: claims() })
  await rotateKeys(t.ctx)
  await t.ctx.cache.settled(t.ctx.tenant.id)
  const now = await signJwt(t.ctx, { alg: 'ES256', claims: claims() })
  assert.notEqual(header(now).kid, header(before).kid)
  await verifyOwnToken(t.ctx, before)
  await verifyOwnToken(t.ctx, now)
})
