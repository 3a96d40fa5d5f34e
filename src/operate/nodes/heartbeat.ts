/** A node says every five seconds that it lives, learns who else does, and takes up what was asked of it. */
import { availableParallelism, hostname } from 'node:os'
import { memory, ownAddress } from '#platform/machine/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { continueForced } from './forced.ts'
import { abandonRestart, allNodes, claimReboot, claimRestart, completeReboot, doubtReboot, failReboot, finishRestart, writePulse, type NodeRow } from './nodes.store.ts'

export type Heartbeat = {
  /** The other nodes, as last read. */
  others(): readonly NodeRow[]
  beat(): Promise<void>
  stop(): Promise<void>
}

const every = 5_000

export async function startHeartbeat(options: {
  db: Database
  log: Logger
  id: string
  build: string
  httpsPort: number
  roles: string[]
  /** Replaces the web workers one by one. */
  restart: () => Promise<void>
  /** Has the host reboot its machine; absent where it does not allow that. Rejects with a sentence when the command did. */
  reboot?: (() => Promise<void>) | undefined
}): Promise<Heartbeat> {
  const { db, log, id } = options
  const started_at = new Date()
  const { total } = await memory()
  let others: NodeRow[] = []
  let beating: Promise<void> | undefined
  let restarting: Promise<void> | undefined
  let stopped = false

  const restart = async () => {
    if (!(await claimRestart(db, id))) return
    const began = performance.now()
    const failure = await options.restart().then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)))
    const seconds = Math.round((performance.now() - began) / 1000)
    const outcome = failure === undefined ? `All web workers were replaced, one after the other, in ${seconds} s.` : `The restart stopped half-way and the old workers go on: ${failure}`
    log[failure === undefined ? 'info' : 'error'](outcome)
    await finishRestart(db, id, failure === undefined, outcome)
    await continueForced(db)
  }

  const reboot = async () => {
    if (!options.reboot || !(await claimReboot(db, id))) return
    log.warn('The machine of this node is told to reboot.')
    await options.reboot().catch(async (error: Error) => {
      log.error(error.message)
      await failReboot(db, id, error.message)
    })
  }

  const pulse = async () => {
    const { restart_state, reboot_state } = await writePulse(db, {
      id, hostname: hostname(), address: ownAddress(), https_port: options.httpsPort, memory_bytes: total, cpus: availableParallelism(),
      build: options.build, roles: options.roles, started_at, can_reboot: options.reboot !== undefined,
    })
    await continueForced(db)
    others = (await allNodes(db)).filter((node) => node.id !== id)
    if (restart_state === 'requested' && !stopped) {
      restarting ??= restart().catch((error: unknown) => log.warn('A restart could not be recorded.', { error })).finally(() => (restarting = undefined))
    }
    if (reboot_state === 'requested' && !stopped) void reboot().catch((error: unknown) => log.warn('A reboot could not be recorded.', { error }))
    if (reboot_state === 'running') await doubtReboot(db, id)
  }
  const beat = (): Promise<void> =>
    (beating ??= pulse().catch((error: unknown) => log.warn('The heartbeat of this node could not be written.', { error })).finally(() => (beating = undefined)))

  await Promise.all([abandonRestart(db, id), completeReboot(db, id)]).catch(() => {})
  await beat()
  const timer = setInterval(() => void beat(), every)
  return {
    others: () => others,
    beat,
    async stop() {
      stopped = true
      clearInterval(timer)
      await beating
    },
  }
}
