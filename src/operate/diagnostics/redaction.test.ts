/** 200 secrets are planted wherever secrets may be; the first one found in a package fails the test. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { after, before, describe, it } from 'node:test'
import { systemClock } from '#platform/clock/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { settings as declarations } from '../../modules.ts'
import type { Patient } from '../doctor/index.ts'
import { collect } from './index.ts'
import { readVocabulary, scrub } from './vocabulary.ts'

const source = join(import.meta.dirname, '..', '..')

/** Of every kind: tokens, hexadecimal keys, passwords that look like words, addresses with credentials, PEM, cookies, numbers. */
const kinds: ((n: number) => string)[] = [
  () => randomBytes(24).toString('base64url'), () => randomBytes(32).toString('hex'), (n) => `Sommer${n}!katze`, (n) => `zwetschgenknoedel${'abcdefghij'[n % 10]}${'klmnopqrst'[Math.floor(n / 10) % 10]}`,
  (n) => `postgres://app:pw${randomBytes(6).toString('hex')}@db${n}.internal:5432/x`, (n) => `https://u${n}:${randomBytes(8).toString('hex')}@hook.example/p?token=${randomBytes(8).toString('hex')}`,
  () => `eyJ${randomBytes(20).toString('base64url')}.${randomBytes(20).toString('base64url')}.${randomBytes(20).toString('base64url')}`, () => `AGE-SECRET-KEY-1${randomBytes(29).toString('hex').toUpperCase()}`,
  () => `SG.${randomBytes(12).toString('base64url')}.${randomBytes(16).toString('base64url')}`, () => `${Math.floor(Math.random() * 9e11 + 1e11)}`,
]
const canaries = Array.from({ length: 200 }, (_, n) => kinds[n % kinds.length]!(n))
const share = (part: number, of: number) => canaries.filter((_, index) => Math.floor(index / kinds.length) % of === part)

describe('diagnostics packages', () => {
  let t: TestContext
  let patient: Patient
  before(async () => {
    t = await testContext()
    const { db, secrets } = t.process
    const dataDir = join(mkdtempSync(join(tmpdir(), 'bailiwick-canaries-')), 'data')
    mkdirSync(join(dataDir, 'log'), { recursive: true })

    const [logs, tables, environment, settings] = [share(0, 4), share(1, 4), share(2, 4), share(3, 4)]
    writeFileSync(join(dataDir, 'log', 'appliance.log'), logs.flatMap((canary, n) => [
      JSON.stringify({ time: new Date().toISOString(), level: 'error', message: `The job ${canary} failed: ${canary}`, role: 'supervisor', [n % 2 ? 'detail' : 'url']: canary, error: { name: 'Error', message: `bad password ${canary}`, stack: `Error: ${canary}\n    at look (/opt/x/src/start/watch.ts:12:3)`, cause: canary } }),
      JSON.stringify({ time: new Date().toISOString(), level: 'info', message: canary, endpoint: canary, job: canary, status: canary, pid: canary }),
      `not JSON ${canary}`,
    ]).join('\n'))
    writeFileSync(join(dataDir, 'log', 'postgres.log'), logs.map((canary) => `2026-05-31 10:00:00 UTC [12] ERROR:  duplicate key value violates unique constraint "x"\n2026-05-31 10:00:00 UTC [12] STATEMENT:  SELECT '${canary}', ${canary}`).join('\n'))
    for (const [n, canary] of tables.entries()) {
      await db.execute('INSERT INTO job_runs (job, started_at, ok, outcome) VALUES ($1, now(), false, $2)', [`job-${canary}`, `It failed with ${canary}.`])
      await db.execute("INSERT INTO alerts (id, node, check_id, severity, sentence, remedy, opened_at) VALUES ($1, 'n', 'db', 'high', $2, $2, now())", [`a${n}`, `The database says ${canary}.`])
      await db.execute('INSERT INTO logs (tenant_id, log_id, date, type, data) VALUES ($1, $2, now(), $3, $4)', [t.ctx.tenant.id, `l${n}`, 's', JSON.stringify({ canary })]).catch(() => undefined)
    }
    const texts = declarations.filter(({ schema }) => (schema as { type?: string }).type === 'string' && !(schema as { enum?: unknown }).enum)
    assert.ok(texts.length >= 10)
    const values = new Map(settings.map((canary, n) => [texts[n % texts.length]!.id, canary] as const))
    patient = {
      dataDir, clock: systemClock, db, secrets, declarations, migrations: ['001_tenants_and_identities'], jobs: [], build: '1', external: false,
      environment: { ...Object.fromEntries(environment.map((canary, n) => [`BAILIWICK_${n % 3 ? `VARIABLE_${n}` : canary}`, canary])), BAILIWICK_DATABASE_URL: environment[4] },
      started: { base_domain: settings[0]!, https_port: 1, http_port: 1, agent_port: 1, ca_file: settings[1]! },
      settings: { get: (declared) => (values.get(declared.id) ?? declared.default) as never, origin: (declared) => (values.has(declared.id) ? 'stored' : 'default') },
    }
  })
  after(() => t.close())

  it('carry none of 200 secrets planted in logs, database, environment, settings and addresses', async () => {
    const { content, name } = await collect(patient, { source, node: 'a0-1' })
    assert.equal(name, 'appliance-logs-a0-1.tar.gz')
    assert.ok(content.length < 25 * 2 ** 20)
    const text = gunzipSync(content).toString('latin1')
    assert.ok(text.includes('summary.html') && text.includes('database/tables.json') && text.includes('versions/versions.json'), 'the package has its parts')
    for (const canary of canaries) {
      assert.ok(!text.includes(canary), `found: ${canary}`)
      // Nor in pieces: what stands between separators is as good as the whole.
      for (const piece of canary.split(/[:/@?=&.]+/)) if (piece.length >= 12) assert.ok(!text.includes(piece), `found a piece: ${piece} of ${canary}`)
    }
    assert.ok(text.includes('src/start/watch.ts:12'), 'where an error was thrown may be said')
  })

  it('keep what the product says, numbers and times', () => {
    const known = readVocabulary(source)
    const said = 'The certificate is valid for 396 more days, until 2027-12-28.'
    assert.equal(scrub(said, known), said)
    assert.equal(scrub('Worker 4711 ended unasked (signal SIGKILL); another one is started in 100 ms.', known), 'Worker 4711 ended unasked (signal SIGKILL); another one is started in 100 ms.')
    assert.equal(scrub('The 2 processors were busy for 100 % of the last minute.', known), 'The 2 processors were busy for 100 % of the last minute.')
    assert.equal(scrub('The token hunter2xyz of kunigunde@example.net was refused.', known), 'The token […] of […] was refused.')
    assert.equal(scrub('postgres://app:pw@db/x', known), '[…]')
  })
})
