/**
 * A node takes up a change of settings: in its turn, and only for good when it is healthy afterwards. When it is not, the change is taken back on
 * every node, and the one before it after that should it be needed. Runs in the supervisor, which outlives web workers.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '#platform/log/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { endActivity, moveNode, restoredBy, running, type ActivityRow } from '../activity/index.ts'

export type Rollout = { look(): Promise<void>; stop(): Promise<void> }

type Needs = {
  db: Database
  log: Logger
  node: string
  /** All processes of this node read the settings again. */
  apply(): Promise<void>
  /** Why the node is not healthy, in a sentence; undefined: it is. */
  unhealthy(): Promise<string | undefined>
  /** Takes up an earlier version again, for the reason given. */
  restore(version: number, note: string): Promise<void>
  /** A change did not last; somebody should hear of it. */
  told(sentence: string): void
}

const every = 3_000
/** Milliseconds in which a node must have become healthy. */
const patience = 10_000

export function followSettings(needs: Needs): Rollout {
  const { log } = needs
  let looking: Promise<void> | undefined
  let again = false
  let stopped = false

  const turn = async () => {
    do {
      again = false
      await step(needs)
    } while (again && !stopped)
  }
  const look = (): Promise<void> => {
    again = true
    return (looking ??= turn().catch((error: unknown) => log.warn('A change of settings could not be followed.', { error })).finally(() => (looking = undefined)))
  }
  const timer = setInterval(() => void look(), every)
  timer.unref()
  return {
    look,
    async stop() {
      stopped = true
      clearInterval(timer)
      await Promise.race([looking, sleep(1_000, undefined, { ref: false })])
    },
  }
}

async function step(needs: Needs): Promise<void> {
  const { db, node } = needs
  const activity = await running(db)
  if (!activity) return
  const place = activity.nodes.findIndex((each) => each.node === node)
  const mine = activity.nodes[place]
  if (mine?.state === 'waiting') {
    if (!activity.nodes.slice(0, place).every(({ state, alive }) => state === 'applied' || !alive)) return
    if (!(await moveNode(db, activity.id, node, 'waiting', 'applying', `Takes up version ${activity.setting_version}.`))) return
    await needs.apply()
  }
  if (mine?.state === 'waiting' || mine?.state === 'applying') await verify(needs, activity)
  const now = await running(db)
  if (now?.id === activity.id && now.nodes.every(({ state, alive }) => state === 'applied' || !alive)) {
    const missed = now.nodes.filter(({ state }) => state !== 'applied').map(({ hostname, node: id }) => hostname ?? id)
    await endActivity(db, now.id, 'done', missed.length === 0 ? 'Every node obeys and is healthy.' : `Every living node obeys and is healthy; ${missed.join(', ')} did not answer and takes it up when it is back.`)
  }
}

async function verify(needs: Needs, activity: ActivityRow): Promise<void> {
  const { db, log, node } = needs
  let why = await needs.unhealthy()
  for (const deadline = performance.now() + patience; why !== undefined && performance.now() < deadline; why = await needs.unhealthy()) await sleep(500)
  const version = activity.setting_version!
  if (why === undefined) {
    await moveNode(db, activity.id, node, 'applying', 'applied', `Obeys version ${version} and is healthy.`)
    return
  }
  log.error(`With version ${version} of the settings this node is not healthy: ${why}`)
  if (!(await moveNode(db, activity.id, node, 'applying', 'unhealthy', why))) return
  const target = ((await restoredBy(db, version)) ?? version) - 1
  const undone = target >= 0
  const outcome = undone ? `Taken back: ${why}` : `There is nothing earlier to go back to: ${why}`
  if (!(await endActivity(db, activity.id, undone ? 'undone' : 'failed', outcome))) return
  needs.told(`A change of settings did not last. ${outcome}`)
  if (undone) await needs.restore(target, `Version ${version} was taken back by itself. ${why}`)
}
