import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createCache, type LiveCache } from '#platform/cache/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { createTenantKeys, currentSigningKey, publicKeys, revokeKey, rotateKeys, signJwt, TokenRefused, verifyOwnToken } from './index.ts'

let t: TestContext
const caches: LiveCache[] = []
before(async () => {
  t = await testContext()
  await createTenantKeys(t.process, t.ctx.db, t.ctx.tenant.id)
})
after(async () => {
  for (const cache of caches) await cache.close()
  await t.close()
})

/** Another worker: its own memory over the same database. */
async function worker(name = 'main'): Promise<TenantContext> {
  const cache = await createCache({ db: t.process.db, log: quietLogger })
  caches.push(cache)
  await cache.tenant(name)
  return { ...t.ctx, cache }
}
/** As a request does, whose first step is to find its tenant. */
const anew = async (ctx: TenantContext): Promise<TenantContext> => ({ ...ctx, tenant: (await ctx.cache.tenant(ctx.tenant.name))! })
const token = (ctx: TenantContext) => signJwt(ctx, { claims: { iss: t.ctx.issuer, sub: 'auth0|1', exp: t.ctx.clock.seconds() + 60 } })
const states = () => t.ctx.db.rows<{ state: string; count: number }>('SELECT state, count(*)::int AS count FROM signing_keys WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1', [t.ctx.tenant.id])

test('no token fails while keys rotate: four workers sign and verify one another\'s tokens, eight rotations run, some at once', { timeout: 60_000 }, async () => {
  const workers = await Promise.all([worker(), worker(), worker(), worker()])
  let rotating = true
  let verified = 0
  const kids = new Set<string>()
  const traffic = workers.map(async (signer, index) => {
    while (rotating) {
      const jwt = await token(await anew(signer))
      kids.add(JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString()).kid)
      for (const verifier of workers) await verifyOwnToken(await anew(verifier), jwt)
      verified += workers.length
      if (index === 0) assert.ok((await publicKeys(await anew(signer))).length >= 2)
      await new Promise(setImmediate)
    }
  })
  const rotations = (async () => {
    await Promise.all([rotateKeys(t.ctx), rotateKeys(t.ctx), rotateKeys(t.ctx)])
    for (let each = 0; each < 5; each++) await rotateKeys(t.ctx)
  })().finally(() => (rotating = false))
  await Promise.all([rotations, ...traffic])
  assert.ok(verified > 100, `${verified} verifications`)
  assert.ok(kids.size >= 4, `${kids.size} keys signed`)
  assert.deepEqual(await states(), [{ state: 'current', count: 1 }, { state: 'next', count: 1 }, { state: 'previous', count: 8 }])
})

test('a worker that heard of no rotation verifies what the newest key signed', async () => {
  const deaf = await worker()
  await currentSigningKey(deaf)
  await caches.at(-1)!.close()
  await rotateKeys(t.ctx)
  await rotateKeys(t.ctx)
  await rotateKeys(t.ctx)
  await t.ctx.cache.settled(t.ctx.tenant.id)
  const jwt = await token(await anew(t.ctx))
  assert.equal((await verifyOwnToken(deaf, jwt)).sub, 'auth0|1')
  assert.equal((await verifyOwnToken(await anew(t.ctx), await token(deaf))).sub, 'auth0|1')
})

test('a revoked key verifies nowhere and its private half is gone; nothing else is touched', async () => {
  const here = await anew(t.ctx)
  const jwt = await token(here)
  const { kid } = await currentSigningKey(here)
  await assert.rejects(revokeKey(here, kid), /rotate first/)
  await rotateKeys(here)
  await Promise.all(Array.from({ length: 5 }, () => revokeKey(here, kid)))
  await here.cache.settled(here.tenant.id)
  await assert.rejects(verifyOwnToken(await anew(t.ctx), jwt), TokenRefused)
  const row = await t.ctx.db.one<{ length: number; state: string }>('SELECT length(private_sealed) AS length, state FROM signing_keys WHERE kid = $1', [kid])
  assert.deepEqual(row, { length: 0, state: 'revoked' })
  await verifyOwnToken(await anew(t.ctx), await token(await anew(t.ctx)))
})
