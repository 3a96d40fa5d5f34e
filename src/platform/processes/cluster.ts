/** The primary's side of the web workers: as many as asked for are kept alive, replaced one by one, stopped together. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '#platform/log/index.ts'
import { fork, type Fork, type ForkOptions } from './fork.ts'
import { renewed, stopped, type StopLimits } from './messages.ts'

export type WorkersOptions = {
  count: number
  /** Path of the module that calls `runWorker`. */
  exec: string
  args?: readonly string[]
  /** Added to this process's environment; read anew for each worker. */
  env?: () => Record<string, string>
  log: Logger
  /** A worker said something. */
  onTold?: (body: unknown, from: WorkerRef) => void
  /** A worker asked something; what this resolves to is the answer, what it throws its error. */
  onAsked?: (body: unknown, from: WorkerRef) => unknown
  /** A worker ended unasked; another one is being started. `how`: `signal SIGKILL`, `exit code 1`. */
  onLost?: (pid: number, how: string) => void
  /** Milliseconds until a new worker must serve; 60,000. */
  readyWithin?: number
  /** For `stop` and for a renewed worker: 0.5 and 6 s, 3 and 8 s; a second later a worker is killed. */
  stopLimits?: StopLimits
  renewLimits?: StopLimits
}

export type WorkerRef = { pid: number }

export type Workers = {
  /** What the first worker said when it was ready: the real ports. */
  greeting: unknown
  pids(): number[]
  /** Those that have said that they serve and were not told to leave. */
  serving(): number[]
  /** Asks every live worker and waits until each has answered, died, or let `patience` ms (2,000) pass; never rejects. */
  broadcast(body: unknown, options?: { except?: WorkerRef; patience?: number }): Promise<void>
  /** Asks every live worker and resolves to the answers that came within `patience` ms (2,000), with the pid of each. */
  gather(body: unknown, patience?: number): Promise<{ pid: number; answer: unknown }[]>
  /** Workers that there should be. */
  wanted: number
  /** One after the other; a worker goes when its successor serves. Rejects, and changes nothing more, when a successor does not come up. */
  rollingRestart(): Promise<void>
  /** Drains all, bounded, then kills. */
  stop(): Promise<void>
}

/** A worker that served this long is taken for sound: the next one starts without delay. */
const soundAfter = 30_000
const longestDelay = 10_000

/** Resolves when all serve. When the first start of one fails, stops the others and rejects with its `StartFailure`. */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { log, stopLimits = stopped, renewLimits = renewed } = options
  const live = new Set<Fork>()
  const stopping = new AbortController()
  /** The worker of each place; replaced when it dies or is renewed. */
  const places: Fork[] = []

  const launch = (): Fork => {
    const forkOptions: ForkOptions = {
      exec: options.exec,
      args: options.args,
      env: options.env?.() ?? {},
      readyWithin: options.readyWithin ?? 60_000,
      onTold: options.onTold,
      onAsked: options.onAsked,
    }
    const made = fork(forkOptions)
    live.add(made)
    void made.ended.then(() => live.delete(made))
    return made
  }

  /** Watches one place: when its worker ends unasked, another one is started, later and later while that does not help. */
  const watch = async (place: number): Promise<void> => {
    let failures = 0
    while (!stopping.signal.aborted) {
      const present = places[place]!
      const began = Date.now()
      const how = await present.ended
      if (stopping.signal.aborted) return
      if (places[place] !== present) continue // renewed
      failures = Date.now() - began > soundAfter ? 0 : failures + 1
      const delay = failures <= 1 ? 0 : Math.min(longestDelay, 100 * 2 ** (failures - 1))
      log.error(`Worker ${present.pid} ended unasked (${how}); another one is started in ${delay} ms.`)
      options.onLost?.(present.pid, how)
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      if (places[place] !== present) continue
      const next = launch()
      places[place] = next
      next.served.then(
        () => log.info(`Worker ${next.pid} serves in place of worker ${present.pid}.`),
        (error: Error) => log.error(error.message),
      )
    }
  }

  const stop = async () => {
    stopping.abort()
    await Promise.all([...live].map((each) => each.leave(stopLimits)))
    log.info('All workers have stopped.')
  }

  const renew = async () => {
    for (const place of places.keys()) {
      const fresh = launch()
      try {
        await fresh.served
      } catch (error) {
        fresh.kill()
        throw error
      }
      if (stopping.signal.aborted) return fresh.leave(stopLimits)
      // Read only now: the old one may have died meanwhile, and another have taken its place.
      const old = places[place]!
      places[place] = fresh
      await old.leave(renewLimits)
      log.info(`Worker ${fresh.pid} serves in place of worker ${old.pid}.`)
    }
  }
  let renewing: Promise<void> | undefined

  for (let place = 0; place < options.count; place++) places.push(launch())
  try {
    await Promise.all(places.map((each) => each.served))
  } catch (error) {
    await stop()
    throw error
  }
  for (const place of places.keys()) void watch(place)
  log.info(`${options.count} workers serve.`)

  return {
    greeting: places[0]?.greeting,
    pids: () => places.filter((each) => each.state !== 'gone').map((each) => each.pid),
    serving: () => [...live].filter((each) => each.state === 'ready').map((each) => each.pid),
    async broadcast(body, { except, patience = 2_000 } = {}) {
      const listeners = [...live].filter((each) => each !== except && each.state !== 'starting')
      const outcomes = await Promise.allSettled(listeners.map((each) => each.ask(body, patience)))
      outcomes.forEach((outcome, index) => {
        if (outcome.status === 'rejected' && listeners[index]!.state !== 'gone')
          log.warn(`Worker ${listeners[index]!.pid} did not take a message: ${(outcome.reason as Error).message}`)
      })
    },
    wanted: options.count,
    async gather(body, patience = 2_000) {
      const asked = [...live].filter((each) => each.state === 'ready')
      const outcomes = await Promise.allSettled(asked.map((each) => each.ask(body, patience)))
      return outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [{ pid: asked[index]!.pid, answer: outcome.value }] : []))
    },
    rollingRestart: () => (renewing ??= renew().finally(() => (renewing = undefined))),
    stop,
  }
}
