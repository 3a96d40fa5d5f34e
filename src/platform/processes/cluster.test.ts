import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '#platform/log/index.ts'
import { lowerPriority, lowerSession, spawn, startWorkers, type WorkersOptions } from './index.ts'

const start = async (options: Partial<WorkersOptions> & { mood?: () => string } = {}) => {
  const sentences: string[] = []
  const log = createLogger({ write: (line) => void sentences.push((JSON.parse(line) as { message: string }).message) })
  const { mood, ...rest } = options
  const workers = await startWorkers({ count: 2, exec: join(import.meta.dirname, 'scratch.worker.ts'), env: () => ({ MOOD: mood?.() ?? '' }), log, ...rest })
  return { ...workers, sentences, [Symbol.asyncDispose]: () => workers.stop() }
}

/** A process that nobody has reaped yet counts as gone. */
const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
const until = async (condition: () => boolean) => {
  for (let n = 0; n < 600 && !condition(); n++) await sleep(25)
  assert.ok(condition(), 'waited in vain')
}

test('workers start, say hello, and stop', async () => {
  const it = await start()
  const pids = it.pids()
  assert.equal(new Set(pids).size, 2)
  assert.deepEqual(it.greeting, { pid: pids[0] })
  await it.stop()
  assert.ok(!pids.some(isAlive))
  assert.deepEqual(it.pids(), [])
  assert.deepEqual(it.sentences, ['2 workers serve.', 'All workers have stopped.'])
})

test('a start that fails says why, and leaves nobody behind', async () => {
  await assert.rejects(start({ mood: () => 'refuses' }), { name: 'StartFailure', exitCode: 78, message: 'The weather is wrong.' })
  await assert.rejects(start({ mood: () => 'dies' }), { name: 'StartFailure', message: 'A worker ended before it was ready (exit code 3).' })
  await assert.rejects(start({ mood: () => 'silent', readyWithin: 500 }), { name: 'StartFailure', message: 'A worker was not ready within 0.5 seconds.' })
})

test('a worker that ends unasked is replaced, with pauses when that keeps happening', async () => {
  let mood = ''
  await using it = await start({ mood: () => mood })
  const [first, second] = it.pids()
  process.kill(first!, 'SIGKILL')
  await until(() => it.sentences.some((sentence) => sentence.endsWith(`serves in place of worker ${first}.`)))
  assert.equal(it.pids().length, 2)
  assert.ok(it.pids().includes(second!))
  assert.match(it.sentences.join(' '), /ended unasked \(signal SIGKILL\); another one is started in 0 ms\./)
  mood = 'dies'
  process.kill(second!, 'SIGKILL')
  await until(() => it.sentences.some((sentence) => /started in 400 ms/.test(sentence)))
  mood = ''
  await until(() => it.pids().length === 2 && it.sentences.filter((sentence) => sentence.includes('serves in place of')).length === 2)
})

test('renewal goes one by one, and stops at a successor that does not come up', async () => {
  let mood = ''
  await using it = await start({ mood: () => mood })
  const before = it.pids()
  await Promise.all([it.rollingRestart(), it.rollingRestart()])
  const after = it.pids()
  assert.equal(new Set([...before, ...after]).size, 4, 'two calls at once are one renewal')
  assert.ok(!before.some(isAlive))
  mood = 'refuses'
  await assert.rejects(it.rollingRestart(), { message: 'The weather is wrong.' })
  assert.deepEqual(it.pids(), after)
  assert.ok(after.every(isAlive))
})

test('questions travel both ways, and a broadcast waits for every answer', async () => {
  const asked: unknown[] = []
  await using it = await start({
    mood: () => 'asks',
    onAsked: (body) => {
      asked.push(body)
      return 'an answer'
    },
  })
  assert.equal(it.greeting, 'an answer')
  assert.deepEqual(asked.map((body) => (body as { question: number }).question).sort(), it.pids().sort())
  await it.broadcast({ forget: 1 })
  await it.broadcast('throw')
  assert.equal(it.sentences.filter((sentence) => sentence.endsWith('did not take a message: No.')).length, 2)
})

test('a broadcast is bounded, and a dying worker does not hold it', async () => {
  await using it = await start({ onTold: () => {} })
  const [first] = it.pids()
  const began = performance.now()
  process.kill(first!, 'SIGSTOP')
  await it.broadcast('x', { patience: 300 })
  assert.ok(performance.now() - began < 2000)
  assert.match(it.sentences.at(-1)!, /did not take a message: No answer came within 300 ms\./)
  const asking = it.broadcast('x', { patience: 30_000 })
  process.kill(first!, 'SIGKILL')
  await asking
  assert.ok(performance.now() - began < 10_000)
})

test('a worker that will not stop is killed', async () => {
  const it = await start({ mood: () => 'stubborn', stopLimits: { idleMs: 0, limitMs: 300 } })
  const pids = it.pids()
  await it.stop()
  assert.ok(!pids.some(isAlive))
})

test('a worker whose primary is gone finishes and exits by itself', async () => {
  const primary = spawn(process.execPath, [join(import.meta.dirname, 'scratch.primary.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = Number(await new Promise((resolve) => primary.stdout!.once('data', (piece: Buffer) => resolve(piece.toString()))))
  assert.ok(isAlive(pid))
  primary.kill('SIGKILL')
  await new Promise((resolve) => primary.once('close', resolve).once('exit', resolve))
  await sleep(200)
  assert.ok(isAlive(pid), 'it still finishes what is under way')
  await until(() => !isAlive(pid))
})

test('a session of its own has the priority of who began it', { skip: existsSync('/proc/self/autogroup') ? false : 'NOT TESTED: this kernel does not group by session' }, async () => {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  try {
    const group = () => readFileSync(`/proc/${child.pid}/autogroup`, 'utf8')
    lowerSession(child.pid!, 0)
    assert.match(group(), /nice 0$/m, 'whoever has the usual priority changes nothing')
    lowerSession(child.pid!, 10)
    assert.match(group(), /nice 10$/m)
  } finally {
    child.kill('SIGKILL')
  }
})

test('a lower priority is that of every thread, of those that began before too', { skip: existsSync('/proc/self/task') ? false : 'NOT TESTED: this system does not tell threads apart' }, async () => {
  const child = spawn(process.execPath, ['-e', 'console.log("here"); setInterval(() => {}, 1000)'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    await once(child.stdout!, 'data')
    lowerPriority(child.pid!)
    const threads = readdirSync(`/proc/${child.pid}/task`).map(Number)
    assert.ok(threads.length > 1, 'collecting garbage is the work of others')
    assert.deepEqual([...new Set(threads.map((thread) => getPriority(thread)))], [constants.priority.PRIORITY_BELOW_NORMAL])
  } finally {
    child.kill('SIGKILL')
  }
})
