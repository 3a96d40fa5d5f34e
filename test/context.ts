/**
 * A tenant's context over a real, scratch Postgres with every migration applied: for tests that stand beside the code.
 * The tenant has no more than its row; what a test needs, it creates.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpRequest } from '#kernel/exchange.ts'
import { createAddresses } from '#platform/addresses/index.ts'
import { createCache } from '#platform/cache/index.ts'
import { openDirectory } from '#platform/certificates/index.ts'
import { heldClock } from '#platform/clock/index.ts'
import type { ApiContext, Caller, ProcessContext, TenantContext } from '#platform/context/index.ts'
import { createPasswordHasher, createSecretBox, systemRandomness } from '#platform/crypto/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { createMailer } from '#platform/mail/index.ts'
import { scratchDatabase } from '#platform/postgres/scratch.ts'
import { loadSettings } from '#platform/settings/index.ts'

export const migrationsFolder = join(import.meta.dirname, '..', 'db', 'migrations')

export type TestContext = {
  process: ProcessContext
  ctx: TenantContext
  /** Moves only when told to; starts at the present. */
  clock: ReturnType<typeof heldClock>
  /** A context of another tenant in the same database. */
  tenant(name: string, options?: { isRoot?: boolean }): Promise<TenantContext>
  /** The context of a Management API caller with these scopes. */
  api(scopes?: string[], over?: Partial<Caller>): ApiContext
  /** The same context with another request. */
  withRequest(request: Partial<HttpRequest>, ctx?: TenantContext): TenantContext
  /** Messages in the outbox, oldest first, as RFC 5322 text. */
  outbox(): Promise<string[]>
  close(): Promise<void>
}

export function request(over: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    path: '/',
    params: {},
    query: {},
    headers: {},
    cookies: {},
    body: undefined,
    contentType: undefined,
    ip: '127.0.0.1',
    origin: 'https://main.bailiwick.localhost:8443',
    hostname: 'main.bailiwick.localhost',
    secure: true,
    id: 'test-request',
    ...over,
  }
}

export async function testContext(options: { tenant?: string; isRoot?: boolean } = {}): Promise<TestContext> {
  const scratch = await scratchDatabase({ migrations: migrationsFolder })
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-test-'))
  const clock = heldClock()
  const cache = await createCache({ db: scratch.db, log: quietLogger })
  const secrets = createSecretBox(systemRandomness.bytes(32))
  const certificates = await openDirectory({ db: scratch.db, secrets, log: quietLogger })
  const process: ProcessContext = {
    db: scratch.db,
    certificates,
    clock,
    random: systemRandomness,
    log: quietLogger,
    secrets,
    hasher: createPasswordHasher(),
    mailer: createMailer({ outboxDir: join(folder, 'outbox'), log: quietLogger, clock }),
    settings: await loadSettings({ declarations: [], environment: {} }),
    addresses: createAddresses({ baseDomain: 'bailiwick.localhost', httpsPort: 8443, httpPort: 8080, certificatePort: 8444 }),
    cache,
  }

  const tenant = async (name: string, options: { isRoot?: boolean } = {}): Promise<TenantContext> => {
    await scratch.db.execute('INSERT INTO tenants (name, is_root) VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, options.isRoot ?? false])
    const row = await cache.tenant(name)
    if (!row) throw new Error(`no tenant ${name}`)
    const origin = process.addresses.canonicalOrigin(name)
    return {
      ...process,
      tenant: row,
      origin,
      issuer: `${origin}/`,
      origins: process.addresses.originsOf(name),
      request: request({ origin, hostname: process.addresses.hostOf(name) }),
    }
  }

  const ctx = await tenant(options.tenant ?? 'main', options)
  return {
    process,
    ctx,
    clock,
    tenant,
    withRequest: (over, base = ctx) => ({ ...base, request: request({ ...base.request, ...over }) }),
    api: (scopes = [], over = {}) => ({
      ...ctx,
      caller: { clientId: 'caller', userId: undefined, subject: 'caller@clients', scopes: new Set(scopes), claims: {}, ...over },
    }),
    async outbox() {
      const names = await readdir(join(folder, 'outbox')).catch(() => [])
      return Promise.all(names.filter((name) => name.endsWith('.eml')).sort().map((name) => readFile(join(folder, 'outbox', name), 'utf8')))
    },
    async close() {
      await cache.close()
      await certificates.close()
      await scratch.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
