// A backup is made while others write, and read again: by this product, and by age, tar and zstd as Debian ships them.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { BackupUnreadable, newIdentity, readBundle, recipientOf, writeBundle } from '#platform/archive/index.ts'
import { dumpSchema } from '#platform/postgres/index.ts'
import { scratchDatabase, type Scratch } from '#platform/postgres/scratch.ts'
import { run } from '#platform/processes/index.ts'
import { migrationsFolder } from '../../../test/context.ts'
import { ageTools } from '../../../test/age.ts'
import type { Manifest } from './format.ts'
import { makeBackup, type Made, type MakeRequest } from './make.ts'
import { loadBackup, readManifest } from './read.ts'

const facts: MakeRequest['facts'] = { build: '0.1.0', base_domain: 'bailiwick.localhost', ports: { https: 8443, http: 8080, agent: 10121 }, hostname: 'n1' }
const able = { build: '0.1.0', schema: 1_000_000 }
const folder = mkdtempSync(join(tmpdir(), 'bailiwick-backups-'))
const identity = await newIdentity()
const file = join(folder, 'data.tar.age')

let source: Scratch
let made: Made
let acknowledged = 0
let taken = Infinity

before(async () => {
  source = await scratchDatabase({ migrations: migrationsFolder, poolSize: 8 })
  const { db } = source
  await db.execute("INSERT INTO tenants (name) VALUES ('main'), ('other')")
  const awkward = ['plain', 'tab\there', 'line\nbreak', 'back\\slash', '\\N', 'ünï ✓', '', '"quoted"', '\r\n']
  for (const [number, text] of awkward.entries()) await db.execute('INSERT INTO logs (tenant_id, log_id, type, body) VALUES (1, $1, $2, $3)', [`awkward-${number}`, text, JSON.stringify({ text })])
  // Enough for several pieces.
  await db.execute(`INSERT INTO logs (tenant_id, log_id, type, body) SELECT 1, 'bulk-' || n, 's', jsonb_build_object('text', repeat(md5(n::text), 20)) FROM generate_series(1, 30000) n`)

  // Somebody writes all the time; what was acknowledged before the view was taken must be in the backup.
  let writing = true
  const writers = Array.from({ length: 3 }, async (_, writer) => {
    for (let count = 1; writing; count += 1) {
      await db.execute('INSERT INTO logs (tenant_id, log_id, type) VALUES (2, $1, $2)', [`w${writer}-${count}`, 's'])
      if (taken === Infinity) acknowledged += 1
    }
  })
  made = await makeBackup({ file, content: 'data', lock: { recipients: [await recipientOf(identity)] }, dataDir: folder, database: source.connection, facts }, {
    async plant() {
      while (acknowledged < 50) await new Promise((resolve) => setImmediate(resolve))
      taken = acknowledged
      return undefined
    },
  })
  writing = false
  await Promise.all(writers)
})
after(async () => {
  await source?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a backup made under traffic', () => {
  it('is the same schema and the same rows in an empty database, and nothing acknowledged before is lost', async (t) => {
    const target = await scratchDatabase()
    t.after(() => target.close())
    const told: { far: number; sentence: string }[] = []
    const loaded = await loadBackup(file, { identities: [identity] }, { database: target.connection, able, tell: (step) => told.push(step) })
    assert.ok(told.every(({ far }, index) => far >= (told[index - 1]?.far ?? 0) && far < 1), 'it only goes on')
    const first = told.find(({ sentence }) => / 1 of \d+ tables/.test(sentence))!
    assert.ok(first.far > 0.05, `the first table is the largest, and what is read counts: ${first.far}`)
    assert.match(told.at(-1)!.sentence, /^The rows are in; (\d+) of \1 keys and indexes\.$/)
    assert.equal(await dumpSchema(target.db), await dumpSchema(source.db))
    assert.equal(loaded.rows, made.rows)
    const awkward = "SELECT log_id, type, body FROM logs WHERE log_id LIKE 'awkward-%' ORDER BY log_id"
    assert.deepEqual(await target.db.rows(awkward), await source.db.rows(awkward))
    const { found } = await target.db.one<{ found: number }>('SELECT count(*)::int AS found FROM logs WHERE tenant_id = 2')
    assert.ok(taken >= 50 && found >= taken, `${found} found, ${taken} had been acknowledged`)
    const { all } = await source.db.one<{ all: number }>('SELECT count(*)::int AS all FROM logs WHERE tenant_id = 2')
    assert.ok(all > found, 'writers went on while the backup was made')
    // Sequences go on where they stood.
    await target.db.execute("INSERT INTO tenants (name) VALUES ('next')")
    assert.deepEqual(await target.db.rows('SELECT id FROM tenants ORDER BY id'), [{ id: 1 }, { id: 2 }, { id: 3 }])
  })

  it('is opened by age, tar and zstd, and their sums agree', { skip: ageTools.missing }, async () => {
    const [keys, tar, out] = [join(folder, 'keys.txt'), join(folder, 'opened.tar'), join(folder, 'opened')]
    writeFileSync(keys, `${identity}\n`)
    mkdirSync(out)
    for (const [program, args] of [[ageTools.age, ['-d', '-i', keys, '-o', tar, file]], ['tar', ['-xf', tar, '-C', out]]] as const) {
      const { code, output } = await run(program, args)
      assert.equal(code, 0, output)
    }
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as Manifest
    assert.equal(manifest.product, 'bailiwick')
    const pieces = readdirSync(join(out, 'tables', 'logs')).sort().map((name) => join(out, 'tables', 'logs', name))
    assert.ok(pieces.length > 1)
    const unpacked = join(folder, 'logs.copy')
    const { code, output } = await run('zstd', ['-d', '-q', '-f', '-c', ...pieces, '-o', unpacked])
    assert.equal(code, 0, output)
    const sum = JSON.parse(readFileSync(join(out, 'tables', 'logs.json'), 'utf8')) as { rows: number; sha256: string }
    const text = readFileSync(unpacked)
    assert.equal(text.filter((byte) => byte === 10).length, sum.rows)
    assert.match((await run('sha256sum', [unpacked])).output, new RegExp(`^${sum.sha256} `))
    assert.match((await run('md5sum', [file])).output, new RegExp(`^${made.md5} `))
  })

  it('secrets go into a file of their own, or along', async () => {
    const dataDir = join(folder, 'appliance')
    for (const path of ['keys/appliance.key', 'tls/ca.pem', 'postgres/base/1', 'log/postgres.log', 'outbox/letter.eml', 'backups/old.age', 'keys/half.new']) {
      mkdirSync(join(dataDir, path, '..'), { recursive: true })
      writeFileSync(join(dataDir, path), `content of ${path}`)
    }
    const names = async (content: 'secrets' | 'whole') => {
      const place = join(folder, `${content}.tar.age`)
      await makeBackup({ file: place, content, lock: { recipients: [await recipientOf(identity)] }, dataDir, database: source.connection, facts })
      const found: string[] = []
      for await (const { name } of readBundle(place, { identities: [identity] })) found.push(name)
      return found
    }
    assert.deepEqual(await names('secrets'), ['manifest.json', 'files/keys/appliance.key', 'files/tls/ca.pem', 'complete.json'])
    const whole = await names('whole')
    assert.ok(whole.includes('files/keys/appliance.key') && whole.includes('tables/tenants.json'))
    const data: string[] = []
    for await (const { name } of readBundle(file, { identities: [identity] })) data.push(name)
    assert.deepEqual(data.filter((name) => name.startsWith('files/')), [])
  })
})

describe('what is refused', () => {
  const copyOf = async (name: string, change: (parts: Map<string, Buffer>) => void) => {
    const parts = new Map<string, Buffer>()
    for await (const { name, content } of readBundle(file, { identities: [identity] })) parts.set(name, content)
    change(parts)
    const place = join(folder, name)
    await writeBundle(place, { recipients: [await recipientOf(identity)] }, async (add) => { for (const [name, content] of parts) await add(name, content) })
    return place
  }
  const load = (place: string, schema = able.schema) => loadBackup(place, { identities: [identity] }, { able: { ...able, schema } })
  const unreadable = (why: string, sentence: RegExp) => (reason: BackupUnreadable) => reason instanceof BackupUnreadable && reason.why === why && sentence.test(reason.message)

  it('a backup of a newer build', async () => {
    await assert.rejects(load(file, 5), unreadable('too-new', /newer build 0\.1\.0 \(schema \d+\).*Nothing was changed/))
    const later = await copyOf('later', (parts) => parts.set('manifest.json', Buffer.from(JSON.stringify({ ...JSON.parse(parts.get('manifest.json')!.toString()), format: 2, build: '9.9.9' }))))
    await assert.rejects(load(later), unreadable('too-new', /newer build 9\.9\.9/))
    assert.equal((await readManifest(later, { identities: [identity] })).build, '9.9.9')
  })

  it('one whose end, a table or a row is missing, or that is no backup', async () => {
    await assert.rejects(load(await copyOf('endless', (parts) => parts.delete('complete.json'))), unreadable('incomplete', /its end is missing/))
    await assert.rejects(load(await copyOf('tableless', (parts) => parts.delete('tables/logs.json'))), unreadable('incomplete', /its end is missing/))
    await assert.rejects(load(await copyOf('pieceless', (parts) => parts.delete('tables/logs/00001.copy.zst'))), unreadable('damaged', /table logs .* does not have the sum/))
    await assert.rejects(load(await copyOf('foreign', (parts) => parts.set('manifest.json', Buffer.from('{"product":"else"}')))), unreadable('not-ours', /no backup of Bailiwick/))
    await assert.rejects(load(await copyOf('garbled', (parts) => parts.set('tables/logs/00001.copy.zst', Buffer.from('no zstd')))), unreadable('damaged', /damaged/))
  })

  it('a file name that leads out of the data directory', async () => {
    const place = await copyOf('climbing', (parts) => { parts.delete('complete.json'); parts.set('files/../../etc/evil', Buffer.from('x')); parts.set('complete.json', Buffer.from('{}')) })
    await assert.rejects(loadBackup(place, { identities: [identity] }, { able, folder: join(folder, 'target') }), /outside of the data directory/)
  })

  it('a database that is not empty, which stays as it is', async () => {
    await assert.rejects(loadBackup(file, { identities: [identity] }, { able, database: source.connection }), /is not empty/)
    assert.equal((await source.db.one<{ n: number }>('SELECT count(*)::int AS n FROM tenants')).n, 2)
  })
})
