/** What the nodes said of themselves last: for gates of the responsibility matrix, for tickets, and for reports. */
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { samples } from './health.store.ts'

export type LatestSample = { node: string; hostname: string; at: string; well: boolean; unwell: Record<string, string>; memory_free: number | null; cpu_busy: number | null; disk_used: number | null }

type Looking = { db: Database; clock: Clock }
/** Minutes after which a sample says nothing about now. */
const fresh = 10

/** The newest sample of each node, of the last ten minutes. */
export async function latestSamples({ db, clock }: Looking): Promise<LatestSample[]> {
  const minute = Math.floor(clock.now().getTime() / 60_000)
  const rows = await samples(db, { from: minute - fresh, to: minute + 1, unwellOnly: false }, 0, 2000)
  const newest = new Map<string, (typeof rows)[number]>()
  for (const row of rows) if (!newest.has(row.node)) newest.set(row.node, row)
  return [...newest.values()].map(({ minute: at, unwell, node, hostname, memory_free, cpu_busy, disk_used }) => ({
    node, hostname, at: new Date(at * 60_000).toISOString(), well: unwell === null || Object.keys(unwell).length === 0, unwell: unwell ?? {}, memory_free, cpu_busy, disk_used,
  }))
}

export type Finding = { met: boolean; sentence: string }

/** Whether every check of every node is green. */
export async function everythingGreen(looking: Looking): Promise<Finding> {
  const found = await latestSamples(looking)
  if (found.length === 0) return { met: false, sentence: `No node has been looked at in the last ${fresh} minutes.` }
  const wrong = found.flatMap(({ hostname, unwell }) => Object.entries(unwell).map(([check, sentence]) => `${hostname}, ${check}: ${sentence}`))
  return wrong.length > 0 ? { met: false, sentence: wrong.join(' ') } : { met: true, sentence: `Every check of ${found.length === 1 ? 'the node' : `${found.length} nodes`} was well at ${found.map(({ at }) => at).sort()[0]}.` }
}
