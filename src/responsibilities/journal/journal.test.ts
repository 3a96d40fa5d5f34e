import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import { generateSealPair } from '../seals/index.ts'
import { anchor, appendEntry, checkAnchor, exportLines, mirrorJournal, readEntries, verifyJournal, verifyLines, verifyMirror } from './index.ts'

let o: TestOffice
before(async () => { o = await testOffice() })
after(() => o.close())

const append = (note: string, db = o.office.db) => appendEntry({ ...o.office, db }, { kind: 'test.noted', actor: 'appliance', subject: 'test:1', data: { note, odd: 1e-7, when: undefined } })

/** What somebody with the whole database in their hands can do. */
async function tamper(work: string, params: unknown[] = []) {
  await o.office.db.transaction(async (tx) => {
    await tx.execute('ALTER TABLE journal DISABLE TRIGGER journal_stays')
    await tx.execute(work, params)
    await tx.execute('ALTER TABLE journal ENABLE TRIGGER journal_stays')
  })
}

describe('the journal', () => {
  it('forty writers at once make one chain', async () => {
    assert.deepEqual(await verifyJournal(o.office), { ok: true, entries: 0, head: '0'.repeat(64), sentence: 'The journal is empty.' })
    const numbers = await Promise.all(Array.from({ length: 40 }, (_, index) => append(`entry ${index}`)))
    assert.deepEqual(numbers.sort((a, b) => a - b), Array.from({ length: 40 }, (_, index) => index + 1))
    const verdict = await verifyJournal(o.office)
    assert.ok(verdict.ok)
    assert.equal(verdict.entries, 40)
  })

  it('what is rolled back was never recorded', async () => {
    await assert.rejects(o.office.db.transaction(async (tx) => {
      await append('gone', tx)
      throw new Error('no')
    }))
    assert.equal((await append('stays')), 41)
    assert.ok((await verifyJournal(o.office)).ok)
  })

  it('cannot be changed, deleted from or emptied', async () => {
    for (const work of ["UPDATE journal SET kind = 'x' WHERE seq = 1", 'DELETE FROM journal WHERE seq = 41', 'TRUNCATE journal', 'DELETE FROM journal_head']) {
      await assert.rejects(o.office.db.execute(work), /append-only/, work)
    }
  })

  it('is read by kind and by subject, newest first', async () => {
    const { items, total } = await readEntries(o.office, { kind: 'test', subject: 'test:1', offset: 0, limit: 2 })
    assert.equal(total, 41)
    assert.deepEqual(items.map(({ seq }) => seq), [41, 40])
    assert.equal((await readEntries(o.office, { kind: 'tes', offset: 0, limit: 2 })).total, 0)
  })

  it('exported lines verify by themselves, whole or from the middle', async () => {
    const lines = await Array.fromAsync(exportLines(o.office))
    assert.equal(lines.length, 41)
    assert.ok(verifyLines(lines).ok)
    assert.ok(verifyLines(lines.slice(10)).ok)
    assert.deepEqual(verifyLines(lines.toSpliced(5, 1)), { ok: false, seq: 6, sentence: 'Entry 6 says that it is number 7.' })
    const forged = lines.with(7, lines[7]!.replace('entry ', 'Entry '))
    assert.equal((verifyLines(forged) as { seq: number }).seq, 8)
  })

  it('an anchor is checked against what is there now, and its signature against a key', async () => {
    const mark = await anchor(o.office, 'local:root')
    await append('after the anchor')
    assert.ok((await checkAnchor(o.office, mark)).ok)
    assert.ok((await checkAnchor(o.office, mark, mark.publicKey)).ok)
    assert.match((await checkAnchor(o.office, { ...mark, seq: 3 })).sentence, /signature/)
    assert.match((await checkAnchor(o.office, mark, generateSealPair().publicKey)).sentence, /signature/)
  })
})

describe('the copy on the node', () => {
  let folder: string
  before(async () => { folder = await mkdtemp(join(tmpdir(), 'journal-')) })
  after(() => rm(folder, { recursive: true }))
  const file = () => join(folder, 'journal.jsonl')

  it('gets what is new, once, also from several writers', async () => {
    await Promise.all([mirrorJournal(o.office, folder), mirrorJournal(o.office, folder), mirrorJournal(o.office, folder)])
    await append('later')
    assert.equal(await mirrorJournal(o.office, folder), 'Copied 1 entry of the journal to the node.')
    const verdict = await verifyMirror(folder)
    assert.ok(verdict.ok && verdict.entries === 44, verdict.sentence)
  })

  it('survives a line that a crash cut short', async () => {
    await append('cut short')
    await mirrorJournal(o.office, folder)
    const whole = await readFile(file(), 'utf8')
    await truncate(file(), whole.length - 60)
    assert.equal(await mirrorJournal(o.office, folder), 'Copied 1 entry of the journal to the node.')
    const verdict = await verifyMirror(folder)
    assert.ok(verdict.ok && verdict.entries === 45, verdict.sentence)
  })

  it('reports a database that was set back or altered, and touches nothing', async () => {
    const kept = await readFile(file(), 'utf8')
    const last = kept.trimEnd().split('\n').at(-1)!
    await writeFile(file(), kept.replace(last, last.replace('"seq":45', '"seq":46')))
    await assert.rejects(mirrorJournal(o.office, folder), /set back/)
    await writeFile(file(), kept)
    await appendFile(file(), '')
    assert.equal(await mirrorJournal(o.office, folder), 'The copy of the journal is complete.')
  })
})

describe('a tampered journal is found, and the first bad entry named', () => {
  const cases: [string, string, number, RegExp][] = [
    ['an altered text', "UPDATE journal SET entry = replace(entry, 'entry', 'Entry') WHERE seq = 20", 20, /altered/],
    ['an altered column', "UPDATE journal SET actor = 'person:other' WHERE seq = 21", 21, /searches/],
    ['a missing entry', 'DELETE FROM journal WHERE seq = 22', 22, /missing/],
    ['a missing end', 'DELETE FROM journal WHERE seq > 42', 43, /ends at 42/],
    ['an altered entry with its hash made to fit', `UPDATE journal SET entry = replace(entry, 'entry', 'Entry'),
      hash = encode(sha256(convert_to(replace(entry, 'entry', 'Entry'), 'UTF8')), 'hex') WHERE seq = 30`, 31, /cut or re-written/],
  ]
  for (const [name, work, seq, sentence] of cases) {
    it(name, async () => {
      await o.office.db.execute('CREATE TABLE IF NOT EXISTS kept AS TABLE journal')
      await tamper(work)
      const verdict = await verifyJournal(o.office)
      assert.ok(!verdict.ok)
      assert.equal(verdict.seq, seq)
      assert.match(verdict.sentence, sentence)
      await tamper('DELETE FROM journal')
      await o.office.db.execute('INSERT INTO journal SELECT * FROM kept')
      assert.ok((await verifyJournal(o.office)).ok)
    })
  }

  it('the whole chain re-written in a way that fits is found by an anchor kept elsewhere', async () => {
    const mark = await anchor(o.office, 'local:root')
    await tamper('DELETE FROM journal')
    await o.office.db.execute("UPDATE journal_head SET seq = 0, hash = repeat('0', 64)")
    for (let index = 0; index < 50; index += 1) await append('a better past')
    assert.ok((await verifyJournal(o.office)).ok)
    assert.match((await checkAnchor(o.office, mark)).sentence, /re-written/)
  })
})
