/** What the tests of the responsibilities share: an office over a scratch database whose settings, clock and mail server are the test's. */
import type { Settings } from '#kernel/setting.ts'
import type { Office } from '#responsibilities/context/index.ts'
import { testContext, type TestContext } from '../context.ts'

export type TestOffice = {
  t: TestContext
  office: Office
  /** Changes a setting at once: `set('responsibilities.parties', 'two')`. */
  set(id: string, value: unknown): void
  /** A new user of the root tenant authority. */
  user(email: string): Promise<string>
  close(): Promise<void>
}

export async function testOffice(given: Record<string, unknown> = {}): Promise<TestOffice> {
  const t = await testContext({ tenant: 'config', isRoot: true })
  const values = new Map(Object.entries(given))
  const settings: Settings = {
    get: (declared) => (values.has(declared.id) ? values.get(declared.id) : declared.default) as never,
    origin: (declared) => (values.has(declared.id) ? 'stored' : 'default'),
  }
  const { db, clock, random, log, secrets, mailer } = t.process
  const rootTenant = t.ctx.tenant.id
  let users = 0
  return {
    t,
    office: { db, clock, random, log, secrets, mailer, settings, appliance: { rootTenant, manageOrigin: 'https://manage.bailiwick.localhost:8443', build: '1.0.0' } },
    set: (id, value) => void values.set(id, value),
    async user(email) {
      const id = `auth0|${(users += 1)}`
      await db.execute('INSERT INTO users (tenant_id, user_id, connection, email, email_verified, name) VALUES ($1, $2, $3, $4, true, $4)', [rootTenant, id, 'Initial-Connection', email])
      return id
    },
    close: () => t.close(),
  }
}
