import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { systemClock } from '#platform/clock/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { settings as declarations } from '../../modules.ts'
import { diagnoses, diagnosis, examine, exitCodeOf, groupOf, report, type Patient } from './index.ts'

const before1 = (folder: string): Patient => ({
  dataDir: join(folder, 'data'), clock: systemClock, environment: {}, build: '1', migrations: ['001_tenants_and_identities'], declarations, jobs: [],
  started: undefined, db: undefined, secrets: undefined, settings: undefined, external: false,
})
const folder = () => mkdtempSync(join(tmpdir(), 'bailiwick-doctor-'))
const found = async (patient: Patient, id: string) => (await examine(patient, diagnoses.filter((each) => each.id === id)))[0]!

describe('doctor', () => {
  it('looks at more than sixty things, each with a name, a group and a remedy of its own', () => {
    assert.ok(diagnoses.length >= 60, `${diagnoses.length}`)
    assert.equal(new Set(diagnoses.map(({ id }) => id)).size, diagnoses.length)
    for (const { id, remedy, title } of diagnoses) assert.ok(/^[a-z]+\.[a-z0-9-]+$/.test(id) && remedy.endsWith('.') && remedy.length > 20 && title !== '', id)
    assert.ok(new Set(diagnoses.map(groupOf)).size >= 12)
  })

  it('works before the first start, and leaves out what is not there', async () => {
    const all = await examine(before1(folder()))
    assert.ok(all.filter(({ state }) => state !== 'left out').length >= 25)
    assert.deepEqual(all.filter(({ sentence }) => sentence.startsWith('It could not be looked at')), [])
    assert.equal(all.find(({ id }) => id === 'database.answers')!.state, 'left out')
  })

  it('says by its exit code how grave it is, and what to do', async () => {
    const say = (severity: 'urgent' | 'high' | 'normal', ok: boolean) => diagnosis(`x.${severity}`, 'Thing', severity, 'Mend it.', () => ({ well: ok, sentence: 'It is so.' }))
    const of = async (...all: Parameters<typeof examine>[1] & unknown[]) => examine(before1(folder()), all)
    assert.equal(exitCodeOf(await of(say('urgent', true))), 0)
    assert.equal(exitCodeOf(await of(say('normal', false), say('urgent', true))), 1)
    assert.equal(exitCodeOf(await of(say('high', false), say('normal', false))), 2)
    assert.equal(exitCodeOf(await of(say('high', false), say('urgent', false))), 3)
    assert.match(report(await of(say('high', false)), { onlyFindings: true }), /\[FAIL\] Thing: It is so\.\n +high: Mend it\./)
    const thrown = await of(diagnosis('x.y', 'Thing', 'high', 'Mend it.', () => { throw new Error('gone') }))
    assert.deepEqual([thrown[0]!.state, thrown[0]!.sentence], ['unwell', 'It could not be looked at: gone.'])
  })

  it('finds what is wrong with files, settings and ports', async () => {
    const place = folder()
    const patient = before1(place)
    mkdirSync(join(patient.dataDir, 'keys'), { recursive: true, mode: 0o700 })
    const key = join(patient.dataDir, 'keys', 'appliance.key')
    writeFileSync(key, 'x', { mode: 0o600 })
    assert.equal((await found(patient, 'files.keys-appliance-key')).state, 'well')
    chmodSync(key, 0o644)
    assert.match((await found(patient, 'files.keys-appliance-key')).sentence, /has mode 0644/)
    assert.equal((await found(patient, 'files.appliance-key')).state, 'unwell')
    writeFileSync(join(patient.dataDir, 'bootstrap.json'), 'half')
    assert.equal((await found(patient, 'files.bootstrap')).state, 'unwell')
    writeFileSync(join(patient.dataDir, 'node-id'), 'nobody')
    assert.equal((await found(patient, 'files.node-id')).state, 'unwell')
    chmodSync(patient.dataDir, 0o777)
    assert.equal((await found(patient, 'files.data-dir-mode')).state, 'unwell')
    assert.match((await found({ ...patient, environment: { BAILIWICK_HTPS_PORT: '1' } }, 'settings.environment')).sentence, /BAILIWICK_HTPS_PORT/)

    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const taken = { ...patient, started: { base_domain: 'x.localhost', https_port: (server.address() as AddressInfo).port, http_port: 1, agent_port: 1, ca_file: '' } }
    assert.match((await found(taken, 'port.https')).sentence, /does not run, but something listens/)
    server.close()
  })
})

describe('doctor with a database', () => {
  let t: TestContext
  let patient: Patient
  before(async () => {
    t = await testContext()
    const { db, secrets, settings } = t.process
    const migrations = (await db.rows<{ name: string }>('SELECT name FROM schema_migrations')).map(({ name }) => name)
    patient = { ...before1(folder()), db, secrets, settings, migrations }
  })
  after(() => t.close())

  it('asks it everything, and a fresh one has nothing grave', async () => {
    const all = await examine(patient, diagnoses.filter((each) => groupOf(each) === 'database' || groupOf(each) === 'jobs' || groupOf(each) === 'settings'))
    assert.deepEqual(all.filter(({ state, severity, id }) => state === 'unwell' && severity === 'urgent' && id !== 'database.folder').map(({ id, sentence }) => `${id}: ${sentence}`), [])
    assert.deepEqual(all.filter(({ sentence }) => sentence.startsWith('It could not be looked at')), [])
  })

  it('finds failed jobs, silent nodes, missing and newer migrations, unfit settings', async () => {
    const { db } = t.process
    await db.execute("INSERT INTO job_runs (job, started_at, finished_at, ok, outcome) VALUES ('sweep', now() - interval '2 hours', now(), false, 'The broom broke.')")
    assert.match((await found(patient, 'jobs.outcome')).sentence, /sweep \(The broom broke\.\)/)
    assert.match((await found({ ...patient, jobs: [{ id: 'sweep', every: 60 }] }, 'jobs.punctual')).sentence, /Late: sweep/)
    await db.execute("INSERT INTO nodes (id, hostname, address, https_port, memory_bytes, cpus, build, roles, started_at, heartbeat_at, setting_updates) VALUES ('a', 'a0-9', '10.0.0.9', 443, 1, 1, '0', '{web}', now(), now() - interval '3 hours', 0)")
    assert.match((await found(patient, 'nodes.alive')).sentence, /a0-9 \(silent for 3 hours\)/)
    assert.equal((await found({ ...patient, migrations: [...patient.migrations, '999_new'] }, 'database.migrations')).state, 'unwell')
    assert.equal((await found({ ...patient, migrations: patient.migrations.slice(1) }, 'database.newer')).state, 'unwell')
    await db.execute("INSERT INTO settings (id, value) VALUES ('mail.smtp-port', '\"abc\"'), ('gone.setting', '1')")
    assert.match((await found(patient, 'settings.stored')).sentence, /mail\.smtp-port/)
    assert.match((await found(patient, 'settings.unknown')).sentence, /gone\.setting/)
  })
})
