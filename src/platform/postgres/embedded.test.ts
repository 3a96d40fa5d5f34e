import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { run, spawn } from '#platform/processes/index.ts'
import { chooseAccount } from './account.ts'
import { findEmbedded, startEmbedded } from './embedded.ts'
import { StartFailure } from '#kernel/problem.ts'
import { silent } from './log.ts'
import { isAlive, until } from './processes.ts'
import { asAccount } from './reach.ts'
import { makeSocketFolder } from './socket-folder.ts'
import { memoryLog, preparedFolder, query, trialFolder } from './trial.ts'

const isRoot = process.getuid?.() === 0
const quick = { durable: false, settings: { fsync: 'off' } }

test('starts, keeps its data over a second start, listens on no port, and leaves nothing running', async (t) => {
  const dataDir = join(trialFolder(t), 'made', 'by', 'us')
  const log = memoryLog()
  const first = await startEmbedded({ dataDir, log })
  assert.match(log.said.join('\n'), /Created a new Postgres database/)
  await query(first.connection, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)')
  const [facts] = await query<Record<string, string>>(first.admin, `SELECT current_setting('data_checksums') AS checksums, current_setting('listen_addresses') AS addresses,
    current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding, (SELECT datlocale FROM pg_database WHERE datname = 'bailiwick') AS locale`)
  assert.deepEqual({ ...facts }, { checksums: 'on', addresses: '', fsync: 'on', encoding: 'UTF8', locale: 'C.UTF-8' })
  const [role] = await query<{ superuser: string }>(first.connection, `SELECT current_setting('is_superuser') AS superuser`)
  assert.equal(role?.superuser, 'off')
  assert.deepEqual(await findEmbedded(dataDir), first.connection)
  assert.equal(statSync(join(dataDir, 'postgres.password')).mode & 0o777, 0o600)
  await first.stop()
  assert.equal(isAlive(first.pid), false)
  assert.equal(existsSync(first.connection.host), false, 'the socket folder is gone')
  assert.equal(await findEmbedded(dataDir), undefined)

  const second = await startEmbedded({ dataDir, log })
  t.after(() => second.stop())
  assert.deepEqual(await query(second.connection, 'SELECT n FROM kept'), [{ n: 1 }])
  assert.deepEqual(second.connection, first.connection, 'connections find their way back')
  assert.equal(log.said.length, 1, log.said.join('\n'))
})

test('refuses a wrong password', async (t) => {
  const postgres = await startEmbedded({ dataDir: await preparedFolder(t), log: silent, ...quick })
  t.after(() => postgres.stop())
  await assert.rejects(query({ ...postgres.connection, password: 'wrong' }, 'SELECT 1'), /password authentication failed/)
})

test('a second supervisor on the same directory says one sentence and touches nothing', async (t) => {
  const dataDir = await preparedFolder(t)
  const postgres = await startEmbedded({ dataDir, log: silent, ...quick })
  t.after(() => postgres.stop())
  await assert.rejects(startEmbedded({ dataDir, log: silent }), (reason: StartFailure) => {
    assert.equal(reason.exitCode, 75)
    assert.match(reason.message, new RegExp(`already running on .* \\(pid ${process.pid}\\)`))
    return true
  })
  assert.deepEqual(await query(postgres.connection, 'SELECT 1 AS n'), [{ n: 1 }])
})

test('a kill -9 of the supervisor leaves an orphan; the next start stops it and goes on', async (t) => {
  const dataDir = await preparedFolder(t)
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))})
    const log = { info() {}, warn() {}, error() {} }
    const postgres = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log, durable: false })
    process.stdout.write(postgres.pid + '\\n')
    setInterval(() => {}, 1000)`
  const supervisor = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const orphan = await new Promise<number>((resolve) => supervisor.stdout?.once('data', (piece: Buffer) => resolve(Number(piece.toString()))))
  const ended = new Promise((resolve) => supervisor.once('exit', resolve))
  supervisor.kill('SIGKILL')
  await ended
  const left = await findEmbedded(dataDir)
  assert.ok(left, 'the orphan still serves')
  await query(left, 'CREATE TABLE acknowledged (n int); INSERT INTO acknowledged VALUES (7)')

  const log = memoryLog()
  const postgres = await startEmbedded({ dataDir, log })
  t.after(() => postgres.stop())
  assert.deepEqual(log.said, [`Stopping the Postgres with pid ${orphan}, which an earlier run left behind.`])
  assert.notEqual(postgres.pid, orphan)
  assert.equal(isAlive(orphan), false)
  assert.deepEqual(await query(postgres.connection, 'SELECT n FROM acknowledged'), [{ n: 7 }])
})

test('stale pid and socket lock files that name a living process of the same account confuse nobody', async (t) => {
  const dataDir = await preparedFolder(t)
  const stranger = spawn('/bin/sleep', ['60'], { ...asAccount(chooseAccount()), stdio: 'ignore', cwd: '/' })
  t.after(() => stranger.kill('SIGKILL'))
  writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${stranger.pid}\n${join(dataDir, 'postgres')}\n1700000000\n5432\n/nowhere\n\n  1 2\nready\n`)
  // A kill -9 of everything leaves this one too, and its pid may be anybody's by now.
  const socketFolder = makeSocketFolder(dataDir, chooseAccount())
  writeFileSync(join(socketFolder, '.s.PGSQL.5432.lock'), `${stranger.pid}\n${join(dataDir, 'postgres')}\n1700000000\n5432\n${socketFolder}\n\n`, { mode: 0o644 })
  const log = memoryLog()
  const postgres = await startEmbedded({ dataDir, log })
  t.after(() => postgres.stop())
  assert.match(log.said.join('\n'), /Removed a stale postmaster.pid/)
  assert.ok(isAlive(stranger.pid ?? 0), 'the stranger lives')
})

test('a kill -9 during initdb leaves nothing half-made', async (t) => {
  const dataDir = trialFolder(t)
  mkdirSync(join(dataDir, 'postgres.new-killed', 'data', 'base'), { recursive: true })
  const postgres = await startEmbedded({ dataDir, log: silent, ...quick })
  t.after(() => postgres.stop())
  assert.deepEqual(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new')), [])
})

test('works below a folder that the account of Postgres may not enter', { skip: isRoot ? false : 'NOT TESTED: needs root' }, async (t) => {
  const closed = trialFolder(t, 0o700)
  const dataDir = join(closed, 'data')
  const postgres = await startEmbedded({ dataDir, log: silent, ...quick })
  t.after(() => postgres.stop())
  assert.equal(statSync(closed).mode & 0o777, 0o700)
  const [facts] = await query<{ folder: string }>(postgres.admin, `SELECT current_setting('data_directory') AS folder`)
  assert.equal(facts?.folder, '/proc/self/cwd')
  assert.equal(statSync(`/proc/${postgres.pid}`).uid, chooseAccount().uid)
})

test('a very long path, with spaces and quotes', async (t) => {
  const dataDir = join(trialFolder(t), `it's a "long" way `.repeat(5), 'x'.repeat(120), 'data')
  const postgres = await startEmbedded({ dataDir, log: silent, ...quick })
  t.after(() => postgres.stop())
  assert.ok(Buffer.byteLength(`${postgres.connection.host}/.s.PGSQL.5432`) < 104)
  assert.deepEqual(await query(postgres.connection, 'SELECT 1 AS n'), [{ n: 1 }])
})

test('a lost password file is replaced', async (t) => {
  const dataDir = await preparedFolder(t)
  rmSync(join(dataDir, 'postgres.password'))
  const log = memoryLog()
  const postgres = await startEmbedded({ dataDir, log })
  t.after(() => postgres.stop())
  assert.match(log.said.join('\n'), /a new password has been set/)
  assert.deepEqual(await query(postgres.connection, 'SELECT 1 AS n'), [{ n: 1 }])
})

test('says in one sentence what is wrong with the data directory', async (t) => {
  const folder = trialFolder(t)
  writeFileSync(join(folder, 'file'), '')
  await assert.rejects(startEmbedded({ dataDir: join(folder, 'file'), log: silent }), { exitCode: 73, message: /there is a file in its place/ })
  mkdirSync(join(folder, 'foreign', 'postgres'), { recursive: true })
  writeFileSync(join(folder, 'foreign', 'postgres', 'letter'), '')
  await assert.rejects(startEmbedded({ dataDir: join(folder, 'foreign'), log: silent, ...quick }), { exitCode: 73, message: /is no Postgres database/ })
  await assert.rejects(startEmbedded({ dataDir: isRoot ? '/proc/bailiwick' : '/bailiwick-data', log: silent }), (reason: StartFailure) => reason instanceof StartFailure && reason.exitCode === 73)
})

test('a directory that is not writable', { skip: isRoot ? 'root may write everywhere; run as an ordinary user to see it' : false }, async (t) => {
  const folder = trialFolder(t)
  chmodSync(folder, 0o555)
  await assert.rejects(startEmbedded({ dataDir: join(folder, 'data'), log: silent }), { exitCode: 73, message: /is not writable for the user/ })
})

test('a full disk is told as such', { skip: isRoot ? false : 'NOT TESTED: needs root to mount a small disk' }, async (t) => {
  const folder = trialFolder(t)
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=12m,mode=0755', 'tmpfs', folder])
  if (mounted.code !== 0) return t.skip(`NOT TESTED: cannot mount a small disk here (${mounted.output.trim()})`)
  try {
    await assert.rejects(startEmbedded({ dataDir: join(folder, 'data'), log: silent, ...quick }), { exitCode: 73, message: /is full; free at least 100 MB/ })
    assert.equal(existsSync(join(folder, 'data', 'postgres')), false)
  } finally {
    await run('umount', [folder])
  }
})

test('onExit hears of an end that nobody asked for', async (t) => {
  const ends: unknown[] = []
  const postgres = await startEmbedded({ dataDir: await preparedFolder(t), log: silent, ...quick, onExit: (exit) => ends.push(exit) })
  t.after(() => postgres.stop())
  process.kill(postgres.pid, 'SIGKILL')
  assert.ok(await until(() => ends.length === 1, 5000))
  assert.deepEqual(ends, [{ code: null, signal: 'SIGKILL' }])
})
