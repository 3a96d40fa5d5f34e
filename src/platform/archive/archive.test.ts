import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { checksumsOf, newIdentity, readBundle, recipientOf, squeeze, unsqueeze, writeBundle, type BackupUnreadable, type Keys } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-archive-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const identity = await newIdentity()
const lock = { recipients: [await recipientOf(identity)] }
const parts = [['a.txt', Buffer.from('first')], ['b/c.bin', randomBytes(300_000)], ['empty', Buffer.alloc(0)]] as const
const file = join(folder, 'whole.tar.age')
const written = await writeBundle(file, lock, async (add) => { for (const [name, content] of parts) await add(name, content) })

async function read(path: string, keys: Keys = { identities: [identity] }) {
  const found: [string, Buffer][] = []
  for await (const { name, content } of readBundle(path, keys)) found.push([name, content])
  return found
}
const unreadable = (why: string, sentence: RegExp) => (reason: BackupUnreadable) => reason.why === why && sentence.test(reason.message)

test('what was written is read again, and its sums are those of the file', async () => {
  assert.deepEqual(await read(file), parts.map(([name, content]) => [name, content]))
  assert.deepEqual(await checksumsOf(file), written)
})

test('a wrong key, a wrong passphrase, another file, no file', async () => {
  await assert.rejects(read(file, { identities: [await newIdentity()] }), unreadable('wrong-key', /does not open/))
  await assert.rejects(read(file, { passphrase: 'guess' }), unreadable('wrong-key', /does not open/))
  const text = join(folder, 'text')
  writeFileSync(text, 'just a letter\n')
  await assert.rejects(read(text), unreadable('damaged', /no whole age file/))
  await assert.rejects(read(join(folder, 'nowhere')), unreadable('not-ours', /There is no file/))
})

test('one flipped bit anywhere, or an end that is missing, is found', async () => {
  const size = statSync(file).size
  const damaged = join(folder, 'flipped')
  const head = Array.from({ length: 240 }, (_, at) => at)
  for (const at of [...head, 250, 400, 70_000, Math.floor(size / 2), size - 1]) for (const bit of at < head.length ? [0, 3, 7] : [0]) {
    const bytes = readFileSync(file)
    bytes[at]! ^= 1 << bit
    writeFileSync(damaged, bytes)
    await assert.rejects(read(damaged), (reason: BackupUnreadable) => reason.name === 'BackupUnreadable', `byte ${at}, bit ${bit}`)
  }
  const cut = join(folder, 'cut')
  for (const length of [size - 1, size - 100_000, 300, 100, 0]) {
    writeFileSync(cut, readFileSync(file))
    truncateSync(cut, length)
    await assert.rejects(read(cut), (reason: BackupUnreadable) => reason.name === 'BackupUnreadable', `${length} bytes`)
  }
})

test('a writer that fails leaves neither a whole nor a half file, and an existing one alone', async () => {
  const before = readFileSync(file)
  await assert.rejects(writeBundle(file, lock, async (add) => {
    await add('a', randomBytes(200_000))
    throw new Error('the server went away')
  }), /the server went away/)
  assert.deepEqual(readFileSync(file), before)
  assert.equal(existsSync(`${file}.part`), false)
})

test('zstd frames are one stream', async () => {
  const text = Buffer.from('row\n'.repeat(10_000))
  const frames = Buffer.concat([await squeeze(text), await squeeze(text)])
  assert.deepEqual(await unsqueeze(frames), Buffer.concat([text, text]))
})

test('a disk that is full is told as such, whatever the parts on their way meet because of it', { skip: existsSync('/dev/full') ? false : 'NOT TESTED: there is no /dev/full here' }, async () => {
  for (let round = 0; round < 40; round += 1) {
    const full = join(folder, `full-${round}.tar.age`)
    symlinkSync('/dev/full', `${full}.part`)
    await assert.rejects(
      writeBundle(full, lock, async (add) => { for (let part = 0; part < 20; part += 1) await add(`part-${part}`, randomBytes(1000 * (round + 1))) }),
      /The disk that holds .*full-\d+\.tar\.age is full\. What was begun has been removed/,
    )
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('full-')), [])
  }
})
