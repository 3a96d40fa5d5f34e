// From a running appliance to a proven backup, and from a dead machine to a login: on the started product, with the commands of the guide.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { newIdentity, recipientOf } from '#platform/archive/index.ts'
import { bailiwick, startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { connectionName, management, type Application, type Management } from '../management.ts'
import { applianceApi, type ApplianceApi } from '../operate/appliance-api.ts'
import { authorizeUrl, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

type Kept = { id: string; state: string; sentence: string; file: string; folder: string; md5: string; sha256: string; proof: { state: string; sentence: string; certificate?: Certificate } }
type Certificate = { sentence: string; seconds: number; signed_in: { tenant: string; came_with_the_backup: boolean }; backup: { sha256: string }; restored: { rows: number; sums: Record<string, { rows: number; sha256: string }> } }

const person = { email: 'rita@example.com', password: 'Correct-Horse-7-Battery' }
const callback = 'https://app.example.com/callback'
const passphrase = 'a dark and stormy night'

describe('a backup, its proof, and a new machine', () => {
  let appliance: Appliance
  let api: ApplianceApi
  let main: Management
  let client: Application
  let data: Kept
  let secrets: Kept
  const place = temporaryFolder()
  const device = join(place, 'device')
  const fresh = join(place, 'fresh')
  const words = join(place, 'passphrase')
  const key = join(place, 'key.txt')
  const local = (...args: string[]) => bailiwick([...args, '--data-dir', appliance.dataDir], {}, 300_000)

  before(async () => {
    mkdirSync(device)
    writeFileSync(words, `${passphrase}\n`)
    writeFileSync(key, `${await newIdentity()}\n`)
    appliance = await startAppliance()
    api = await applianceApi(appliance)
    main = await management(appliance.main)
    client = await main.must<Application>('POST /clients', { name: 'Web', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code'] })
    await main.must('POST /users', { connection: connectionName, email_verified: true, ...person })
    for (const party of ['provider', 'subscriber']) await api.must('POST /webhooks', { party, url: 'http://127.0.0.1:9/' })
  })
  after(async () => {
    await appliance?.stop()
    rmSync(place, { recursive: true, force: true })
  })

  const login = async (at: Appliance) => {
    const code = returned(await signIn(visitor(), authorizeUrl(at.origin, { client_id: client.client_id, redirect_uri: callback }), person)).get('code')
    assert.ok(code)
    const { status } = await token(at.origin, { grant_type: 'authorization_code', code, redirect_uri: callback, client_id: client.client_id, client_secret: client.client_secret! })
    assert.equal(status, 200)
  }
  const unwell = async (check: string) => (await api.must<{ checks: { id: string; well: boolean; sentence: string }[] }>('GET /health')).checks.find(({ id }) => id === check)!

  test('without the role, or on the device of the data, nothing is made, and the sentence says what to do', async () => {
    const refused = await api.call<{ message: string; errorCode: string }>('POST /backups', { passphrase })
    assert.equal(refused.status, 409)
    assert.match(refused.body.message, /No node has the backup role/)
    const same = await api.call<{ message: string }>('POST /backup-roles', { device })
    assert.equal(same.status, 409)
    assert.match(same.body.message, /on the same device as the data/)
    const role = await api.must<{ folder: string; dedicated: boolean }>('POST /backup-roles', { device, force: true })
    assert.deepEqual(role.folder, join(device, 'bailiwick-backups'))
    const again = await api.call<{ message: string }>('POST /backup-roles', { device })
    assert.match(again.body.message, /folder of backups on this device already/)
    assert.equal((await api.call('POST /backups', {})).status, 400, 'nobody said who may open it')
  })

  test('a backup for the holder of a key by the command line, proven by somebody who came with it', async () => {
    const own = readFileSync(key, 'utf8').trim()
    await api.must('PATCH /settings', { 'backups.recipients': [await recipientOf(own)] })
    const made = await local('backup', 'create', '--content', 'data', '--json')
    assert.equal(made.code, 0, made.stderr)
    data = JSON.parse(made.stdout) as Kept
    assert.equal(data.proof.state, 'proven', data.proof.sentence)
    const file = join(data.folder, data.file)
    const certificate = JSON.parse(readFileSync(`${file}.certificate.json`, 'utf8')) as Certificate
    assert.deepEqual(certificate, data.proof.certificate)
    assert.equal(certificate.signed_in.came_with_the_backup, true)
    assert.ok(certificate.restored.sums['users']!.rows >= 2, 'the person and the canary')
    const bytes = readFileSync(file)
    for (const sum of ['md5', 'sha256'] as const) {
      assert.equal(createHash(sum).update(bytes).digest('hex'), data[sum])
      assert.equal(readFileSync(`${file}.${sum}`, 'utf8'), `${data[sum]}  ${data.file}\n`)
    }
    assert.equal(certificate.backup.sha256, data.sha256)
    assert.ok(!bytes.includes(person.email) && !bytes.includes(own))
    // The canary was there for a moment only; the folder holds no more than it should.
    const users = await main.must<{ email: string }[]>('GET /users')
    assert.deepEqual(users.map(({ email }) => email), [person.email])
    assert.equal(readdirSync(data.folder).length, 4)
    const { sentence, well } = await unwell('backup')
    assert.match(sentence, /^Last proven backup: \d+ minutes? ago\.$/)
    assert.equal(well, true)
  })

  test('one at a time on the device; an application alone deletes none', async () => {
    const second = await local('backup', 'create', '--content', 'data')
    assert.equal(second.code, 1)
    assert.match(second.stderr, /Delete one first, or raise the setting backups\.keep/)
    const deleted = await api.call('DELETE /backups/' + data.id)
    assert.equal(deleted.status, 202, 'it waits for a person')
    const typed = await local('backup', 'delete', data.id)
    assert.equal(typed.code, 1)
    assert.match(typed.stderr, /backups\.delete/)
    assert.ok(existsSync(join(data.folder, data.file)))
  })

  test('the secrets apart, behind a passphrase: proven, and whether a passphrase opens them is told', async () => {
    const { code, stdout, stderr } = await local('backup', 'create', '--content', 'secrets', '--passphrase-file', words, '--json')
    assert.equal(code, 0, stderr)
    secrets = JSON.parse(stdout) as Kept
    assert.match(secrets.proof.sentence, /^Proven in .* files of keys and certificates were read and fit this node\.$/)
    assert.ok(!appliance.output().includes(passphrase))
    const right = await local('backup', 'check-password', secrets.id, '--passphrase-file', words)
    assert.match(right.stdout, /opens/)
    const wrong = await api.must<{ opens: boolean; sentence: string }>(`POST /backups/${secrets.id}/check-password`, { passphrase: 'guess' })
    assert.equal(wrong.opens, false)
    assert.match(wrong.sentence, /does not open/)
  })

  test('one tenant beside the others, while the appliance runs: the same people sign in with the same passwords, and nobody else notices', async () => {
    const there = await local('backup', 'restore-tenant', data.id, '--tenant', 'main', '--confirm', 'tenant-restore.create')
    assert.equal(there.code, 1)
    assert.match(there.stderr, /There is a tenant of this name\. Nothing was changed/)
    const nobody = await local('backup', 'restore-tenant', data.id, '--tenant', 'nobody', '--confirm', 'tenant-restore.create')
    assert.match(nobody.stderr, /The backup holds no tenant "nobody"; it holds main\./)
    // It would take the host of the dashboard.
    const taken = await local('backup', 'restore-tenant', data.id, '--tenant', 'main', '--as', 'manage', '--confirm', 'tenant-restore.create')
    assert.match(taken.stderr, /The tenant name manage is reserved/)
    const root = await local('backup', 'restore-tenant', data.id, '--tenant', 'config', '--as', 'second', '--confirm', 'tenant-restore.create')
    assert.match(root.stderr, /root tenant authority is not restored by itself/)
    await main.must('POST /users', { connection: connectionName, email_verified: true, email: 'later@example.com', password: person.password })
    const before = JSON.stringify([await main.must('GET /users'), await main.must('GET /clients'), await main.must('GET /connections')])
    const done = await local('backup', 'restore-tenant', data.id, '--tenant', 'main', '--as', 'main-before', '--confirm', 'tenant-restore.create', '--json')
    assert.equal(done.code, 0, done.stderr)
    const { sentence, users } = JSON.parse(done.stdout) as { sentence: string; users: number }
    assert.match(sentence, /^The tenant main-before is as main was on /)
    assert.equal(users, 1, 'neither who came later nor the canary')
    await login({ ...appliance, origin: appliance.origin.replace('//main.', '//main-before.') })
    const secondMain = await management({ ...appliance.main, domain: appliance.main.domain.replace('main.', 'main-before.') })
    assert.deepEqual((await secondMain.must<{ email: string }[]>('GET /users')).map(({ email }) => email), [person.email])
    assert.equal(JSON.stringify([await main.must('GET /users'), await main.must('GET /clients'), await main.must('GET /connections')]), before)
    await login(appliance)
    assert.equal(readdirSync(data.folder).length, 8, 'the database beside is gone')
  })

  test('data and secrets on a new machine: a restore that is killed half-way, a start in between, and the same command again; then somebody signs in', async () => {
    const [file, apart] = [data, secrets].map((each) => join(each.folder, each.file)) as [string, string]
    const alone = await bailiwick(['restore', file, '--identity', key, '--data-dir', join(place, 'other')])
    assert.equal(alone.code, 1)
    assert.match(alone.stderr, /--secrets FILE/)
    const both = [file, '--identity', key, '--secrets', apart, '--secrets-passphrase-file', words]
    const root = join(import.meta.dirname, '..', '..')
    const child = spawn(process.execPath, [join(root, 'bin', 'bailiwick.ts'), 'restore', ...both, '--data-dir', fresh], { cwd: root, stdio: 'ignore' })
    while (!existsSync(join(fresh, 'restoring', 'postgres', 'PG_VERSION'))) {
      assert.equal(child.exitCode, null)
      await wait(20)
    }
    child.kill('SIGKILL')
    await once(child, 'close')
    const start = await bailiwick(['start', '--data-dir', fresh, '--https-port', '0', '--http-port', '0', '--agent-port', '0'])
    assert.equal(start.code, 78)
    assert.match(start.stderr, /was interrupted\. Run the same `bailiwick restore` again/)
    const wrong = await bailiwick(['restore', file, '--passphrase', 'guess', '--data-dir', join(place, 'other')], {}, 300_000)
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /does not open .* Nothing was changed/)
    const again = await bailiwick(['restore', ...both, '--by', 'Rita', '--reason', 'the old machine burnt', '--data-dir', fresh, '--json'], {}, 300_000)
    assert.equal(again.code, 0, again.stderr)
    assert.deepEqual(readFileSync(join(fresh, 'keys', 'appliance.key')), readFileSync(join(appliance.dataDir, 'keys', 'appliance.key')))
    // Once more, in place of what is there by now, with the journal that the dead machine had.
    cpSync(join(appliance.dataDir, 'journal'), join(fresh, 'journal'), { recursive: true })
    const { hash, entry: { seq } } = JSON.parse(readFileSync(join(fresh, 'journal', 'journal.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!) as { hash: string; entry: { seq: number } }
    const bare = await bailiwick(['restore', ...both, '--replace', '--data-dir', fresh])
    assert.match(bare.stderr, /say who does it and why, --by NAME --reason TEXT/)
    const replaced = await bailiwick(['restore', ...both, '--replace', '--by', 'Rita', '--reason', 'the old machine burnt', '--confirm', 'bailiwick.localhost', '--data-dir', fresh], {}, 300_000)
    assert.equal(replaced.code, 0, replaced.stderr)
    assert.match(replaced.stdout, /Kept what was there before: .*\/postgres\.before-restore-/)
    const restored = await startAppliance({ dataDir: fresh, environment: { BAILIWICK_PARTIES: 'two' } })
    try {
      await login(restored)
      const there = await management(restored.main)
      assert.deepEqual((await there.must<{ email: string }[]>('GET /users')).map(({ email }) => email), [person.email], 'the canary did not come along')
      const its = await applianceApi(restored)
      const nodes = await its.must<{ is_this: boolean }[]>('GET /nodes')
      assert.deepEqual(nodes.map(({ is_this }) => is_this), [true], 'the old machine is off the list')
      const { entries } = await its.must<{ entries: { kind: string; data: { by: string; reason: string; replaced: { kept: string[]; journal: object } } }[] }>('GET /journal')
      const { data: noted } = entries.find(({ kind }) => kind === 'appliance.restored')!
      assert.deepEqual([noted.by, noted.reason, noted.replaced.journal], ['Rita', 'the old machine burnt', { seq, hash }])
      assert.ok(noted.replaced.kept.every((name) => existsSync(join(fresh, name))) && noted.replaced.kept.some((name) => name.startsWith('journal.before-restore-')))
      // Both parties are told, once.
      const told = (await its.must<{ channel: string; kind: string; party: string; body: string }[]>('GET /notices/deliveries?subject=appliance')).filter(({ kind, channel }) => kind === 'appliance.restored' && channel === 'webhook')
      assert.deepEqual(told.map(({ party }) => party).sort(), ['provider', 'subscriber'])
      for (const { body } of told) assert.match(body, /^It is as it was on .*Z, in place of the appliance that was there, which is kept beside it\. By Rita: the old machine burnt\.$/)
    } finally {
      await restored.stop()
    }
    await login(appliance)
  })

  test('the daily backup is made when its time has come, proven, and takes the place of the one before', async () => {
    const [minute] = [new Date(Date.now() - 60_000).toISOString().slice(11, 16)]
    const set = await local('settings', 'set', `backups.daily-at=${minute}`, 'backups.content=data')
    assert.equal(set.code, 0, set.stderr)
    const scheduled = async () => (await api.must<(Kept & { scheduled: boolean })[]>('GET /backups')).find((each) => each.scheduled)
    for (let tries = 0; (await scheduled())?.proof.state !== 'proven'; tries += 1) {
      assert.ok(tries < 600, JSON.stringify(await scheduled()))
      await wait(250)
    }
    const all = await api.must<(Kept & { scheduled: boolean; content: string })[]>('GET /backups')
    const daily = all.find((each) => each.scheduled)!
    assert.match(daily.proof.sentence, /signed in at main/)
    for (let tries = 0; existsSync(join(data.folder, data.file)); tries += 1) {
      assert.ok(tries < 100, 'the one before is still there')
      await wait(100)
    }
    const [before] = (await api.must<Kept[]>('GET /backups')).filter(({ id }) => id === data.id)
    assert.equal(before!.state, 'deleted')
    assert.match(before!.sentence, /Replaced by a newer one that has been proven/)
    assert.ok(existsSync(join(daily.folder, daily.file)))
  })
})
