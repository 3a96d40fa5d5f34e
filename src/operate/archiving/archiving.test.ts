// Changes are archived while they are made, and any moment of them is put back: what was committed before is there, what came after is not.
import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { SettingDeclaration, Settings } from '#kernel/setting.ts'
import { newIdentity, recipientOf, type Keys } from '#platform/archive/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import { loadSecretBox } from '#platform/crypto/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { archivingPlace, connect, migrate, startEmbedded, type ConnectedDatabase, type EmbeddedPostgres } from '#platform/postgres/index.ts'
import { archivingSettings as serverSettings } from '#platform/postgres/index.ts'
import { run } from '#platform/processes/index.ts'
import { migrationsFolder } from '../../../test/context.ts'
import { ageTools } from '../../../test/age.ts'
import { backupSettings } from '../backups/index.ts'
import { archivingSettings } from './archiving.settings.ts'
import { startArchivist, type Archivist } from './archivist.ts'
import { names, readBases, readProofTrouble, readSegments } from './format.ts'
import { baseProof, lookAtArchive } from './look.ts'
import { readPointer } from './pointer.ts'
import { startBaseProver } from './prover.ts'
import { restoreMoment, type MomentOptions } from './restore-moment.ts'
import { startSealer, type Sealer } from './sealer.ts'

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-archiving-'))
chmodSync(folder, 0o755)
const device = join(folder, 'device')
const dataDir = join(folder, 'appliance')
const identity = await newIdentity()
const keys: Keys = { identities: [identity] }

const values: Record<string, unknown> = { 'backups.archiving': true, 'backups.recipients': [await recipientOf(identity)], 'backups.archive-seconds': 5, 'backups.content': 'whole' }
const settings: Settings = {
  get: (declaration) => (values[declaration.id] ?? declaration.default) as never,
  origin: (declaration: SettingDeclaration) => (declaration.id in values ? 'stored' : 'default'),
}
const patience = { timeout: 240_000 }
async function until(what: string, met: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await met()); tries += 1) {
    if (tries > 2000) throw new Error(`It did not come to pass: ${what}. ${archivist?.observe().sentence} ${sealer?.state().trouble ?? ''}`)
    await wait(50)
  }
}

let postgres: EmbeddedPostgres
let db: ConnectedDatabase
let sealer: Sealer
let archivist: Archivist

const place = () => archivingPlace(dataDir)!
const archiveFolder = () => readPointer(place())!.folder
const raise = async (room?: () => { free: number; reserve: number }) => {
  postgres = await startEmbedded({ dataDir, log: quietLogger, durable: false, allowExit: true, settings: { ...serverSettings, fsync: 'off' } })
  db = await connect({ url: postgres.connection, log: quietLogger, poolSize: 2 })
  sealer = startSealer({ place: place(), log: quietLogger, ...(room ? { room } : {}) })
}
const facts = { build: '0.1.0', base_domain: 'bailiwick.localhost', ports: { https: 8443, http: 8080, agent: 10121 }, hostname: 'n1' }
const attend = () => {
  archivist = startArchivist({
    db, log: quietLogger, settings, secrets: loadSecretBox(dataDir), clock: systemClock, node: 'n1', dataDir,
    embedded: { place: place(), sealer, admin: postgres.admin, own: postgres.connection, pid: () => postgres.pid }, facts,
  })
}
const lower = async () => {
  await archivist?.stop()
  await db.close()
  await postgres.stop()
  await sealer.stop()
}
const write = (text: string) => db.execute('INSERT INTO logs (tenant_id, log_id, type) VALUES (1, $1, $2)', [text, 's'])
/** A whole millisecond after all that was committed, and past when it is returned: what is committed next comes after it. */
const now = async () => (await db.one<{ now: Date }>("SELECT date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' AS now, pg_sleep(0.005)")).now
/** The end of what is written now is archived. */
const archived = async () => {
  const at = await now()
  await write(`then-${at.getTime()}`)
  const admin = await connect({ url: postgres.admin, log: quietLogger, poolSize: 1 })
  await admin.execute('SELECT pg_switch_wal()').finally(() => admin.close())
  await until('the moment is archived', async () => {
    await sealer.look()
    return (sealer.state().moment ?? 0) >= at
  })
}
const moment = (name: string, to: Date | undefined, over: Partial<MomentOptions> = {}): MomentOptions => ({ folder: archiveFolder(), keys, to, dataDir: join(folder, name), able: { build: '0.1.0', schema: 1_000_000 }, log: quietLogger, ...over })
async function linesIn(name: string): Promise<string[]> {
  const restored = await startEmbedded({ dataDir: join(folder, name), log: quietLogger, durable: false, allowExit: true, settings: { ...serverSettings, fsync: 'off' } })
  const there = await connect({ url: restored.connection, log: quietLogger, poolSize: 1 })
  try {
    return (await there.rows<{ log_id: string }>("SELECT log_id FROM logs WHERE log_id NOT LIKE 'then-%' ORDER BY log_id")).map(({ log_id }) => log_id)
  } finally {
    await there.close()
    await restored.stop()
  }
}

describe('continuous archiving', () => {
  let between: Date
  before(async () => {
    mkdirSync(device)
    mkdirSync(dataDir)
    loadSecretBox(dataDir)
    await raise()
    await migrate(db, { folder: migrationsFolder, log: quietLogger })
    await db.execute("INSERT INTO tenants (name) VALUES ('main')")
    await db.execute("INSERT INTO backup_roles (node, folder, dedicated, forced, assigned_by) VALUES ('n1', $1, true, false, 'test')", [device])
    attend()
  })
  after(async () => {
    await lower()
    rmSync(folder, { recursive: true, force: true })
  })

  it('begins with a base backup, and says how far it reaches', patience, async () => {
    await until('there is a base', async () => {
      await archivist.look()
      const pointer = readPointer(place())
      return pointer !== undefined && readBases(pointer.folder).length === 1
    })
    await write('a')
    await archived()
    const { well, sentence } = archivist.observe()
    assert.match(sentence, /^The last archived moment is \d+ s ago; any moment since 20.*Z can be restored\.$/)
    assert.equal(well, true)
    assert.equal((await db.one<{ setting: string }>("SELECT setting FROM pg_settings WHERE name = 'archive_timeout'")).setting, '5')
  })

  it('a moment is put back: what was committed before it is there, what came after is not', patience, async () => {
    await write('b')
    between = await now()
    await write('c')
    await archived()
    const { manifest, files } = await restoreMoment(moment('between', between))
    assert.equal(manifest.taken_at, between.toISOString())
    assert.ok(files.includes('keys/appliance.key'))
    assert.deepEqual(await linesIn('between'), ['a', 'b'])
  })

  it('a moment after which nothing was committed any more', patience, async () => {
    await write('d')
    const after = await now()
    const admin = await connect({ url: postgres.admin, log: quietLogger, poolSize: 1 })
    await admin.execute('SELECT pg_switch_wal()').finally(() => admin.close())
    await until('the moment is archived', async () => {
      await sealer.look()
      return (sealer.state().moment ?? 0) >= after
    })
    await restoreMoment(moment('after', after))
    assert.deepEqual(await linesIn('after'), ['a', 'b', 'c', 'd'])
  })

  it('what cannot be had is refused before anything is written', patience, async () => {
    await assert.rejects(restoreMoment(moment('no', new Date(Date.now() + 3_600_000))), /is after the last archived moment\. It reaches from .* to /)
    await assert.rejects(restoreMoment(moment('no', new Date(0))), /is before the archive begins\. It reaches from/)
    await assert.rejects(restoreMoment(moment('no', between, { keys: { identities: [await newIdentity()] } })), /does not open/)
    await assert.rejects(restoreMoment(moment('no', between, { able: { build: '0.0.1', schema: 5 } })), /newer build 0\.1\.0/)
    await assert.rejects(restoreMoment(moment('no', between, { databaseUrl: 'postgres://x/y' })), /external/)
    const copy = join(folder, 'copy')
    await run('cp', ['-r', archiveFolder(), copy])
    const [base] = readBases(copy)
    rmSync(join(copy, 'wal', `${base!.stop_segment}.zst.age`))
    await assert.rejects(restoreMoment(moment('no', undefined, { folder: copy })), new RegExp(`lacks the segment ${base!.stop_segment}`))
    assert.deepEqual(readdirSync(join(folder, 'no')).filter((name) => !name.startsWith('supervisor.')), [])
  })

  it('one flipped bit of a segment is found, and nothing is left half-made', patience, async () => {
    const copy = join(folder, 'flipped')
    await run('cp', ['-r', archiveFolder(), copy])
    const file = join(copy, 'wal', `${readBases(copy)[0]!.stop_segment}.zst.age`)
    const bytes = readFileSync(file)
    bytes[bytes.length - 3]! ^= 4
    writeFileSync(file, bytes)
    await assert.rejects(restoreMoment(moment('half', undefined, { folder: copy })), /is damaged|does not have the sum/)
    assert.deepEqual(readdirSync(join(folder, 'half')).filter((name) => !name.startsWith('supervisor.')), [])
  })

  it('the server, then the sealer, killed in the middle: nothing archived is lost, and it goes on', patience, async () => {
    await write('e')
    process.kill(postgres.pid, 'SIGKILL')
    await archivist.stop()
    await sealer.stop()
    await db.close()
    await postgres.stop()
    // As a kill in the middle of a line leaves it, and a file that was not complete.
    appendFileSync(join(archiveFolder(), 'segments.jsonl'), '{"segment":"00')
    writeFileSync(join(archiveFolder(), 'wal', 'half.zst.age.part'), 'x')
    await raise()
    attend()
    await write('f')
    await archived()
    await restoreMoment(moment('killed', undefined))
    assert.deepEqual(await linesIn('killed'), ['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('the device is gone, then full: a sentence, the data goes on, and it is caught up with later', patience, async (t) => {
    const [home, away] = [archiveFolder(), join(folder, 'away')]
    await run('mv', [home, away])
    await write('g')
    const admin = await connect({ url: postgres.admin, log: quietLogger, poolSize: 1 })
    for (let turn = 0; turn < 3; turn += 1) {
      await write(`then-${turn}`)
      await admin.execute('SELECT pg_switch_wal()')
    }
    await admin.close()
    await until('it is told', async () => {
      await sealer.look()
      return sealer.state().waiting.segments >= 3
    })
    await archivist.look()
    const { well, sentence } = archivist.observe()
    assert.match(sentence, /it does not go on: .* is not there; is the device mounted\? \d segments \(\d.* MB\) wait in the data directory\./)
    assert.equal(well, false)
    assert.equal(existsSync(home), false, 'nothing is written where the device should be')
    await run('mv', [away, home])
    await archived()
    assert.equal(sealer.state().waiting.segments, 0)
    await archivist.look()
    assert.equal(archivist.observe().well, true)
    await whileFull(t, home)
    await restoreMoment(moment('caught-up', undefined))
    assert.deepEqual((await linesIn('caught-up')).at(-1), 'g')
  })

  /** The same archive on a device of its own, which becomes full and gets room again, with nothing restarted in between. */
  async function whileFull(t: TestContext, home: string): Promise<void> {
    if (process.getuid?.() !== 0) return t.skip('NOT TESTED: the full device needs root to mount a small one')
    const copy = `${home}-copy`
    cpSync(home, copy, { recursive: true })
    const room = Number((await run('du', ['-sk', home])).output.split('\t')[0]) + 600
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${room}k,mode=0755`, 'tmpfs', home])
    if (mounted.code !== 0) return t.skip(`NOT TESTED: cannot mount a small disk here (${mounted.output.trim()})`)
    try {
      cpSync(copy, home, { recursive: true })
      // Random text, which does not become small when it is packed.
      const large = () => db.execute("INSERT INTO logs (tenant_id, log_id, type, body) SELECT 1, 'then-' || gen_random_uuid(), 's', jsonb_build_object('text', (SELECT string_agg(gen_random_uuid()::text, '') FROM generate_series(1, 40) WHERE n > 0)) FROM generate_series(1, 600) n")
      const admin = await connect({ url: postgres.admin, log: quietLogger, poolSize: 1 })
      try {
        await until('the device is full', async () => {
          await large()
          await admin.execute('SELECT pg_switch_wal()')
          await sealer.look()
          return sealer.state().trouble !== undefined
        })
      } finally {
        await admin.close()
      }
      await archivist.look()
      const { well, sentence } = archivist.observe()
      assert.match(sentence, /it does not go on: The disk that holds .*\.zst\.age is full\. What was begun has been removed; free space and try again\. \d+ segments \(.* MB\) wait in the data directory\.$/)
      assert.equal(well, false)
      // No piece that is half there, none on the list that is not, and the server still has what waits.
      const listed = readSegments(home).map(({ segment }) => segment)
      assert.deepEqual(readdirSync(join(home, 'wal')).filter((name) => name !== 'half.zst.age.part').sort(), [...new Set(listed)].map((segment) => `${segment}.zst.age`).sort())
      const waiting = readdirSync(place().status).filter((name) => name.endsWith('.ready')).map((name) => name.slice(0, -6))
      assert.ok(waiting.some((segment) => !listed.includes(segment) && existsSync(join(place().segments, segment))))
      await run('mount', ['-o', 'remount,size=1g', home])
      await archived()
      assert.equal(sealer.state().waiting.segments, 0)
      await archivist.look()
      assert.equal(archivist.observe().well, true)
      for (const segment of waiting) assert.ok(existsSync(join(home, 'wal', `${segment}.zst.age`)), segment)
      cpSync(home, copy, { recursive: true })
    } finally {
      await run('umount', [home])
      cpSync(copy, home, { recursive: true })
      rmSync(copy, { recursive: true })
    }
  }

  it('is opened by age, tar and zstd', { ...patience, skip: ageTools.missing }, async () => {
    const [at, own, key] = [archiveFolder(), join(folder, 'own.txt'), join(folder, 'key.txt')]
    writeFileSync(own, `${identity}\n`)
    const tool = async (program: string, args: string[]) => {
      const { code, output } = await run(program, args)
      assert.equal(code, 0, output)
    }
    await tool(ageTools.age, ['-d', '-i', own, '-o', key, join(at, 'key.age')])
    const { segment, sha256 } = readSegments(at)[0]!
    await tool(ageTools.age, ['-d', '-i', key, '-o', join(folder, 'segment.zst'), join(at, 'wal', `${segment}.zst.age`)])
    await tool('zstd', ['-d', '-q', '-f', join(folder, 'segment.zst'), '-o', join(folder, 'segment')])
    assert.match((await run('sha256sum', [join(folder, 'segment')])).output, new RegExp(`^${sha256} `))
    await tool(ageTools.age, ['-d', '-i', key, '-o', join(folder, 'base.tar'), join(at, readBases(at)[0]!.file)])
    for (const name of ['base', 'cluster']) mkdirSync(join(folder, name))
    await tool('tar', ['-xf', join(folder, 'base.tar'), '-C', join(folder, 'base')])
    await tool('sh', ['-c', `zstd -dc ${folder}/base/cluster/*.tar.zst | tar -xf - -C ${folder}/cluster`])
    assert.ok(existsSync(join(folder, 'cluster', 'global', 'pg_control')) && existsSync(join(folder, 'cluster', 'backup_label')))
    assert.match(readFileSync(join(folder, 'cluster', 'PG_VERSION'), 'utf8'), /^\d+\n$/)
  })

  it('a proof that fails says why and when it is tried again: twice as late each time, also by a process that comes later', patience, async () => {
    const pointer = readPointer(place())!
    const base = readBases(pointer.folder).at(-1)!
    const flip = () => {
      const bytes = readFileSync(join(pointer.folder, base.file))
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(join(pointer.folder, base.file), bytes)
    }
    let time = Date.now()
    const clock = { ...systemClock, now: () => new Date(time) }
    const begin = () => startBaseProver({ db, log: quietLogger, secrets: loadSecretBox(dataDir), clock, node: 'n1', dataDir, facts, place: place(), sealer, plant: async () => undefined, uproot: async () => {}, prover: join(import.meta.dirname, '..', '..', 'start', 'base-proof.process.ts') })
    const failures = async (prover: ReturnType<typeof begin>, times: number) => {
      prover.look(pointer)
      await archived()
      await until(`it failed ${times} times`, () => readProofTrouble(pointer.folder, base.file)?.times === times)
      return readProofTrouble(pointer.folder, base.file)!
    }
    flip()
    const first = begin()
    try {
      const note = await failures(first, 1)
      assert.equal(Date.parse(note.next_at) - Date.parse(note.failed_at), 15 * 60_000)
      assert.match(first.trouble()!, /^The proof of the base backup base-\S+ failed 0 s ago: .* is not what was written: its SHA-256 differs\. Delete it, and another is made\. It is tried again at 20\S+Z; once the cause is removed, `bailiwick backup prove-archive` does it at once\.$/)
    } finally {
      await first.stop()
    }
    const second = begin()
    try {
      time += 14 * 60_000
      second.look(pointer)
      assert.match(second.trouble()!, /failed 14 minutes ago/)
      await archived()
      assert.equal(readProofTrouble(pointer.folder, base.file)!.times, 1, 'too early')
      time += 60_000
      const note = await failures(second, 2)
      assert.equal(Date.parse(note.next_at) - Date.parse(note.failed_at), 30 * 60_000)
      const look = lookAtArchive(dataDir, settings, clock.now())
      for (const seen of [look.observation, baseProof(look, settings, clock.now())!]) {
        assert.equal(seen.well, false)
        assert.match(seen.sentence, /failed 2 times, the last 0 s ago/)
      }
      // A base that was proven before: what was proven stays on record, and what failed since is what is told.
      const certificate = join(pointer.folder, names.certificate(base.file))
      writeFileSync(certificate, JSON.stringify({ sentence: 'Proven in 3.0 s.', proven_at: '2026-11-20T10:00:00.000Z' }))
      assert.match(baseProof(look, settings, clock.now())!.sentence, /failed 2 times, .* It was proven 2026-11-20T10:00Z\.$/)
      assert.equal(baseProof(look, settings, clock.now())!.well, false)
      rmSync(join(pointer.folder, names.proofTrouble(base.file)))
      await second.stop()
      const third = begin()
      try {
        third.look(pointer)
        assert.equal(third.trouble(), undefined)
        writeFileSync(join(pointer.folder, names.proofAsked(base.file)), '{}')
        assert.match(baseProof(look, settings, clock.now())!.sentence, /^The newest base backup is proven: proven in 3\.0 s\. It is being proven again\.$/)
        await failures(third, 1)
        assert.equal(existsSync(join(pointer.folder, names.proofAsked(base.file))), false)
        assert.ok(existsSync(certificate), 'what an earlier proof found is not taken away')
      } finally {
        await third.stop()
        rmSync(certificate)
      }
    } finally {
      await second.stop()
      flip()
      rmSync(join(pointer.folder, names.proofTrouble(base.file)))
    }
  })

  it('a machine put back to an earlier moment by other means begins another archive', patience, async () => {
    const before = archiveFolder()
    const [{ segment }] = readSegments(before).slice(-1) as unknown as [{ segment: string }]
    const lines = readFileSync(join(before, 'segments.jsonl'), 'utf8')
    await archivist.stop()
    await sealer.stop()
    // The next segment is in the archive already, with other content: as after a snapshot of the machine was put back.
    const next = `${segment.slice(0, 16)}${(parseInt(segment.slice(16, 24), 16) + 1).toString(16).toUpperCase().padStart(8, '0')}`
    writeFileSync(join(before, 'wal', `${next}.zst.age`), 'another life')
    writeFileSync(join(before, 'segments.jsonl'), `${lines}${JSON.stringify({ segment: next, at: new Date(0).toISOString(), sha256: 'other', bytes: 1 })}\n`)
    sealer = startSealer({ place: place(), log: quietLogger })
    const admin = await connect({ url: postgres.admin, log: quietLogger, poolSize: 1 })
    await write('h')
    await admin.execute('SELECT pg_switch_wal()').finally(() => admin.close())
    await until('it is let go', async () => {
      await sealer.look()
      return readPointer(place()) === undefined
    })
    assert.equal(readFileSync(join(before, 'wal', `${next}.zst.age`), 'utf8'), 'another life')
    attend()
    await until('another begins, with a base', async () => {
      await archivist.look()
      const pointer = readPointer(place())
      return pointer !== undefined && pointer.folder !== before && readBases(pointer.folder).length === 1
    })
  })

  it('what no moment of the kept days needs is removed; the data is never filled up for the archive\'s sake; off is off', patience, async () => {
    const at = archiveFolder()
    const [first] = readBases(at)
    // As if the first base were of last month, and another of last week.
    const aged = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    const rewrite = (name: string, change: object) => writeFileSync(join(at, name), JSON.stringify({ ...first, ...change }))
    rewrite(`${first!.file}.json`, { taken_at: aged(40), consistent_at: aged(40) })
    await until('a second base, because the first is old', async () => {
      await archivist.look()
      return readBases(at).length === 2
    })
    const second = readBases(at)[1]!
    writeFileSync(join(at, `${second.file}.json`), JSON.stringify({ ...second, taken_at: aged(8), consistent_at: aged(8) }))
    // Beside it on the device: an archive that this cluster ended long ago, and one of another appliance.
    const [ended, strangers] = [['1', first!.system_identifier], ['2', 'another']].map(([suffix, system_identifier]) => {
      const archive = join(device, `archive-20200101T000000Z-00000${suffix}`)
      mkdirSync(archive)
      writeFileSync(join(archive, names.note), '{}')
      writeFileSync(join(archive, first!.file), '')
      writeFileSync(join(archive, names.baseNote(first!.file)), JSON.stringify({ ...first, system_identifier }))
      return archive
    })
    await until('the first is gone', async () => {
      await archivist.look()
      return !existsSync(join(at, first!.file))
    })
    assert.deepEqual([ended, strangers].map((archive) => existsSync(archive!)), [false, true])
    assert.ok(readSegments(at).every(({ segment }) => segment.length !== 24 || segment.slice(8) >= second.start_segment.slice(8)))
    assert.ok(existsSync(join(at, 'wal', `${second.stop_segment}.zst.age`)))

    await archivist.stop()
    await sealer.stop()
    sealer = startSealer({ place: place(), log: quietLogger, room: () => ({ free: 1, reserve: 2 }) })
    await run('mv', [at, `${at}-away`])
    const admin = await connect({ url: postgres.admin, log: quietLogger, poolSize: 1 })
    await write('i')
    await admin.execute('SELECT pg_switch_wal()')
    await until('it is given up', async () => {
      await sealer.look()
      return readPointer(place()) === undefined
    })
    assert.match(sealer.state().trouble ?? '', /It was given up, because the disk of the data became full/)
    await until('the server lets go', async () => (await admin.one<{ n: number }>("SELECT count(*)::int AS n FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'")).n === 0)
    await admin.close()

    values['backups.archiving'] = false
    attend()
    await archivist.look()
    assert.match(archivist.observe().sentence, /is off/)
    assert.equal((await db.one<{ setting: string }>("SELECT setting FROM pg_settings WHERE name = 'archive_timeout'")).setting, '0')
  })

  it('every setting is declared once', () => {
    assert.deepEqual([...backupSettings, ...archivingSettings].map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index), [])
  })
})
