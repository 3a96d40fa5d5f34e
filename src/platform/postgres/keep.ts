/** Keeps the embedded server alive: when it ends, it is started again, after a growing pause. States: ready → down → ready …, stopped. */
import { openCluster } from './cluster.ts'
import { closeCluster, type EmbeddedOptions } from './embedded.ts'
import { adminConnection, ownConnection, type EmbeddedConnection } from './first-connection.ts'
import { launch, type Exit, type Postmaster } from './postmaster.ts'

export type KeptPostgres = {
  connection: EmbeddedConnection
  admin: EmbeddedConnection
  state(): 'ready' | 'down' | 'stopped'
  /** Undefined while it is down. */
  pid(): number | undefined
  /** How often it had to be started again. */
  restarts(): number
  stop(): Promise<void>
}

const SHORTEST = 50
const LONGEST = 10_000
/** After so long a life the next end is a new story. */
const STEADY = 60_000

/** The first start fails loudly; later ones are tried for ever, each with a sentence in the log. `onExit` hears of every end. */
export async function keepEmbedded(options: EmbeddedOptions): Promise<KeptPostgres> {
  const { log, settings, allowExit } = options
  const cluster = await openCluster(options)
  const ending = new AbortController()
  const begin = () => launch({ cluster, log, signal: ending.signal, ...(settings && { settings }), ...(allowExit && { allowExit }) })
  let current: Postmaster | undefined
  let restarts = 0
  try {
    current = await begin()
  } catch (reason) {
    closeCluster(cluster)
    throw reason
  }

  const restart = async (): Promise<Postmaster | undefined> => {
    for (; !ending.signal.aborted; wait = Math.min(wait * 2, LONGEST)) {
      await pauseUnless(ending.signal, wait)
      if (ending.signal.aborted) return undefined
      try {
        const began = performance.now()
        const next = await begin()
        restarts++
        log.info(`Postgres is back with pid ${next.pid} after ${Math.round(performance.now() - began)} ms.`)
        return next
      } catch (reason) {
        if (!ending.signal.aborted) log.error(`Postgres could not be started again: ${(reason as Error).message}`)
      }
    }
    return undefined
  }

  let wait = SHORTEST
  const watch = async () => {
    while (current) {
      const began = performance.now()
      const exit = await current.exited
      current = undefined
      if (ending.signal.aborted) return
      log.warn(`Postgres ended unexpectedly (${described(exit)}); starting it again.`)
      options.onExit?.(exit)
      wait = performance.now() - began > STEADY ? SHORTEST : Math.min(wait * 2, LONGEST)
      current = await restart()
    }
  }
  const watching = watch()

  const stop = async () => {
    const last = current
    ending.abort()
    await last?.stop()
    await watching
    closeCluster(cluster)
  }
  let stopped: Promise<void> | undefined
  return {
    connection: ownConnection(cluster),
    admin: adminConnection(cluster),
    state: () => stopped ? 'stopped' : current ? 'ready' : 'down',
    pid: () => current?.pid,
    restarts: () => restarts,
    stop: () => stopped ??= stop(),
  }
}

export function described({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`
}

function pauseUnless(signal: AbortSignal, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
