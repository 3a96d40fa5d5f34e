// Continuous archiving on the started product: a moment chosen afterwards is restored on a new machine by one command.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { bailiwick, startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { connectionName, management, type Application, type Management } from '../management.ts'
import { applianceApi, type ApplianceApi } from '../operate/appliance-api.ts'
import { authorizeUrl, returned, signIn } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

type Archive = { folder?: string; from?: string; to?: string; sentence: string; bases: { file: string; consistent_at: string; sha256: string; proof?: string; proof_asked?: true }[] }

const [early, late] = ['early', 'late'].map((name) => ({ email: `${name}@example.com`, password: 'Correct-Horse-7-Battery' })) as [Person, Person]
type Person = { email: string; password: string }
const callback = 'https://app.example.com/callback'

describe('a moment is restored', () => {
  const place = temporaryFolder()
  const device = join(place, 'device')
  const home = join(place, 'home')
  const words = join(place, 'passphrase')
  const environment = { BAILIWICK_BACKUP_ARCHIVING: 'true', BAILIWICK_BACKUP_PASSPHRASE: 'a dark and stormy night', BAILIWICK_BACKUP_ARCHIVE_SECONDS: '5', BAILIWICK_BACKUP_CONTENT: 'whole' }
  let appliance: Appliance
  let api: ApplianceApi
  let main: Management
  let client: Application

  before(async () => {
    mkdirSync(device)
    writeFileSync(words, 'a dark and stormy night\n')
    appliance = await startAppliance({ dataDir: home, environment, patience: 180_000 })
    api = await applianceApi(appliance)
    main = await management(appliance.main)
    client = await main.must<Application>('POST /clients', { name: 'Web', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code'] })
  })
  after(async () => {
    await appliance?.stop()
    rmSync(place, { recursive: true, force: true })
  })

  const archive = () => api.must<Archive>('GET /backup-archive')
  const check = async () => (await api.must<{ checks: { id: string; well: boolean; sentence: string }[] }>('GET /health')).checks.find(({ id }) => id === 'archive')!
  const reached = async (moment: Date): Promise<Archive> => {
    for (let tries = 0; ; tries += 1) {
      const state = await archive()
      if (state.from !== undefined && state.to !== undefined && new Date(state.to) > moment) return state
      assert.ok(tries < 400, `${moment.toISOString()} was not archived: ${JSON.stringify(state)} ${JSON.stringify(await check())}`)
      await wait(250)
    }
  }
  const create = (person: Person) => main.must('POST /users', { connection: connectionName, email_verified: true, ...person })
  const login = async (at: Appliance, person: Person) => returned(await signIn(visitor(), authorizeUrl(at.origin, { client_id: client.client_id, redirect_uri: callback }), person)).get('code')

  test('without a device it says what is missing; with one it begins, and says how far it is', async () => {
    const { well, sentence } = await check()
    assert.equal(well, false)
    assert.match(sentence, /Nothing is archived yet; it does not go on: this node does not have the backup role/)
    await api.must('POST /backup-roles', { device, force: true })
    await reached(new Date())
    // What was seen a moment ago is told again for a while.
    let now = await check()
    for (let tries = 0; !now.well && tries < 200; tries += 1) {
      await wait(200)
      now = await check()
    }
    assert.match(now.sentence, /^The last archived moment is \d+ s ago; (any moment since .*Z can be restored|the first base backup is being made)\.$/)
    assert.equal(now.well, true)
  })

  test('kill -9 of the supervisor in the middle, and the chosen moment on a new machine: who came before signs in, who came later is not there', async () => {
    await create(early)
    const moment = new Date()
    await wait(2)
    await create(late)
    await appliance.kill9()
    appliance = await startAppliance({ dataDir: home, environment, patience: 180_000 })
    ;[api, main] = [await applianceApi(appliance), await management(appliance.main)]
    const { folder } = await reached(new Date())
    const told = await bailiwick(['backup', 'archive', '--data-dir', home], environment)
    assert.equal(told.code, 0, told.stderr)
    assert.match(told.stdout, /any moment since .* can be restored\.\n {2}folder {2}\/.*archive-/)
    assert.deepEqual(readdirSync(join(device, 'bailiwick-backups')).filter((name) => !name.startsWith('archive-proof-')).length, 1, 'the same archive goes on')

    // The proof that the kill cut short is made again: by somebody who is in the log alone.
    let proven: Archive
    for (let tries = 0; (proven = await archive()).bases[0]?.proof === undefined; tries += 1) {
      assert.ok(tries < 400, JSON.stringify([proven, await check()]))
      await wait(250)
    }
    const [base] = proven.bases
    assert.match(base!.proof!, /^Proven in .* was restored from it and \d+ pieces of the log .* rows of \d+ tables were read, and canary-.*@backup\.invalid signed in at main\.$/)
    const certificate = JSON.parse(readFileSync(join(folder!, `${base!.file}.certificate.json`), 'utf8')) as { base: { sha256: string }; moment: string; signed_in: { came_with_the_backup: boolean } }
    assert.deepEqual([certificate.base.sha256, certificate.signed_in.came_with_the_backup, certificate.moment > base!.consistent_at], [base!.sha256, true, true])
    assert.deepEqual((await main.must<{ email: string }[]>('GET /users')).map(({ email }) => email).sort(), [early.email, late.email], 'the canary is gone')
    assert.equal(readdirSync(join(device, 'bailiwick-backups')).length, 1, 'what it was restored into is gone')

    const asked = await bailiwick(['backup', 'prove-archive', '--data-dir', home], environment)
    assert.equal(asked.code, 0, asked.stderr)
    assert.match(asked.stdout, new RegExp(`^The proof of ${base!.file} begins within seconds; see \`bailiwick backup archive\`\\.`))
    for (let tries = 0; (proven = await archive()).bases[0]!.proof === base!.proof; tries += 1) {
      assert.deepEqual(proven.bases[0], { ...base, proof_asked: true }, 'until the new proof stands, the one before does')
      assert.ok(tries < 400, JSON.stringify([proven, await check()]))
      await wait(250)
    }
    const doctor = await bailiwick(['doctor', '--data-dir', home], environment)
    assert.match(doctor.stdout, /\[ ok \] Last archived moment: The last archived moment is \d+ s ago/)
    assert.match(doctor.stdout, /\[ ok \] Proof of the archive: The newest base backup is proven: proven in /)
    assert.match(doctor.stdout, /\[ ok \] Pieces of the archive: All \d+ pieces of the log since the oldest base backup are there\./)

    const fresh = join(place, 'fresh')
    const wrong = await bailiwick(['restore', folder!, '--to-time', '2026-11-26 14:05', '--passphrase-file', words, '--data-dir', fresh])
    assert.match(wrong.stderr, /is no moment; write it with its zone/)
    const restored = await bailiwick(['restore', folder!, '--to-time', moment.toISOString(), '--passphrase-file', words, '--data-dir', fresh], {}, 300_000)
    assert.equal(restored.code, 0, restored.stderr)
    assert.match(restored.stdout, new RegExp(`the state of ${moment.toISOString()}, made by build`))
    const again = await startAppliance({ dataDir: fresh, patience: 180_000 })
    try {
      assert.ok(await login(again, early))
      const there = await management(again.main)
      assert.deepEqual((await there.must<{ email: string }[]>('GET /users')).map(({ email }) => email), [early.email])
      const its = await applianceApi(again)
      assert.deepEqual((await its.must<{ is_this: boolean }[]>('GET /nodes')).map(({ is_this }) => is_this), [true])
      assert.match(JSON.stringify(await its.must('GET /journal')), /appliance\.restored/)
    } finally {
      await again.stop()
    }
    assert.ok(await login(appliance, late), 'the running appliance is as it was')
  })
})
