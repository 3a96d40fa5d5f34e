/** One worker process as the primary sees it: starting → awake → ready → leaving → gone. */
import cluster, { type Worker } from 'node:cluster'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { grace, isMessage, type Message, type StopLimits } from './messages.ts'
import { answer, createQuestions } from './questions.ts'

export type Fork = {
  pid: number
  /** What it said when it was ready. */
  greeting: unknown
  state: 'starting' | 'awake' | 'ready' | 'leaving' | 'gone'
  /** How it ended, in words: `exit code 1`. Resolves once, never rejects. */
  ended: Promise<string>
  /** Resolves when it serves; rejects with the `StartFailure` it reported, or one of ours when it died or stayed silent. */
  served: Promise<void>
  tell(body: unknown): void
  ask(body: unknown, patience: number): Promise<unknown>
  /** Asks it to finish and exit; kills it when the limit has passed. Resolves when it is gone. */
  leave(limits: StopLimits): Promise<void>
  kill(): void
}

export type ForkOptions = {
  /** Module that calls `runWorker`. */
  exec: string
  args?: readonly string[] | undefined
  env: Record<string, string>
  readyWithin: number
  onTold?: ((body: unknown, from: Fork) => void) | undefined
  onAsked?: ((body: unknown, from: Fork) => unknown) | undefined
}

/**
 * MiB of each half of the heap where objects are born. What a request makes dies with it, so a small one is enough; left to itself V8 lets it
 * grow under load (docs/reference/benchmarks.md has the worker's memory).
 */
const youngGeneration = '--max-semi-space-size=4'

/**
 * Of glibc's allocator; others ignore them. A password takes 19 MiB for a moment on one of several threads, and an allocator with an arena for
 * each thread keeps such pieces for ever: after a load a worker stood at 220 to 300 MiB instead of 175.
 */
const allocator = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: String(4 * 1024 * 1024) }

export function fork(options: ForkOptions): Fork {
  cluster.setupPrimary({ exec: options.exec, args: [...(options.args ?? [])], execArgv: [...process.execArgv, youngGeneration] })
  const worker: Worker = cluster.fork({ ...allocator, ...options.env })
  const questions = createQuestions()
  const send = (message: Message) => {
    if (worker.isConnected()) worker.send(message, () => {}) // a worker that dies meanwhile is noticed by its end
  }

  let gone: (how: string) => void
  let serves: () => void
  let fails: (error: Error) => void
  const self: Fork = {
    pid: worker.process.pid ?? 0,
    greeting: undefined,
    state: 'starting',
    ended: new Promise((resolve) => (gone = resolve)),
    served: new Promise((resolve, reject) => ((serves = resolve), (fails = reject))),
    tell: (body) => send({ bailiwick: 'told', body }),
    ask: (body, patience) => (self.state === 'gone' ? Promise.reject(new Error('The worker is gone.')) : questions.ask(send, body, patience)),
    async leave(limits) {
      if (self.state === 'gone') return
      self.state = 'leaving'
      send({ bailiwick: 'stop', limits })
      const timer = setTimeout(() => self.kill(), limits.limitMs + grace)
      await self.ended
      clearTimeout(timer)
    },
    kill: () => void worker.process.kill('SIGKILL'),
  }
  self.served.catch(() => {}) // whoever waits for it is told

  const patience = setTimeout(() => {
    fails(new StartFailure(exitCodes.software, `A worker was not ready within ${options.readyWithin / 1000} seconds.`))
    self.kill()
  }, options.readyWithin)

  worker.on('message', (message: unknown) => {
    if (!isMessage(message)) return
    questions.settle(message)
    if (message.bailiwick === 'awake' && self.state === 'starting') self.state = 'awake'
    if (message.bailiwick === 'ready' && self.state !== 'leaving') {
      clearTimeout(patience)
      self.greeting = message.body
      self.state = 'ready'
      serves()
    }
    if (message.bailiwick === 'failed') fails(new StartFailure(message.exitCode, message.sentence))
    if (message.bailiwick === 'told') options.onTold?.(message.body, self)
    if (message.bailiwick === 'asked') void answer(message, (body) => options.onAsked?.(body, self), send)
  })
  const end = (how: string) => {
    clearTimeout(patience)
    self.state = 'gone'
    questions.abandon()
    fails(new StartFailure(exitCodes.software, `A worker ended before it was ready (${how}).`))
    gone(how)
  }
  worker.on('exit', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`))
  worker.on('error', (error) => worker.process.pid === undefined && end(error.message))
  return self
}
