import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testContext, type TestContext } from '../../../test/context.ts'
import { expiredRows } from './index.ts'

let t: TestContext
before(async () => { t = await testContext() })
after(() => t.close())

test('expired rows go, living ones stay', async () => {
  const { db } = t.process
  const ticket = (hash: string, expires: string) =>
    db.execute(`INSERT INTO tickets (tenant_id, ticket_hash, kind, expires_at) VALUES ($1, $2, 'setup', now() + $3::interval)`, [t.ctx.tenant.id, Buffer.from(hash), expires])
  await ticket('old', '-8 days')
  await ticket('young', '1 day')
  await ticket('just expired', '-1 minute')
  const login = (state: string, expires: string) =>
    db.execute(
      `INSERT INTO login_transactions (tenant_id, state_hash, browser_hash, request, expires_at) VALUES ($1, $2, '\\x00', '{}', now() + $3::interval)`,
      [t.ctx.tenant.id, Buffer.from(state), expires],
    )
  await login('over', '-1 second')
  await login('under way', '1 hour')

  assert.equal(await expiredRows.run(t.process), 'Removed what had expired: 1 login transactions, 1 tickets.')
  assert.equal(await expiredRows.run(t.process), 'Nothing had expired.')
  assert.deepEqual(await db.rows('SELECT count(*)::int AS n FROM tickets'), [{ n: 2 }])
  assert.deepEqual(await db.rows('SELECT count(*)::int AS n FROM login_transactions'), [{ n: 1 }])
})
