/**
 * What one worker may spend: tokens it has leased from the shared buckets, and now and then one on credit. Knows no database and no HTTP;
 * `settle` is the only way to the buckets. How exact this is stands at the head of `index.ts`.
 */
import type { Logger } from '#platform/log/index.ts'
import type { Limit } from './buckets.ts'
import type { Account, Settled } from './rate-limit.store.ts'

export type Instance = { tenant: number; bucket: string; key: string }
/** `remaining`: whole tokens, as far as this worker knows. `wait`: seconds until one more is there. */
export type Verdict = { allowed: boolean; limit: number; remaining: number; wait: number }

export type Purse = {
  /** Answers at once where it can; otherwise when the buckets have been asked. */
  take(instance: Instance, limit: Limit): Verdict | Promise<Verdict>
  /** Hands back what is leased. */
  close(): Promise<void>
}

type Kept = {
  instance: Instance
  limit: Limit
  /** Leased, not yet spent; worth nothing a second after it was leased. */
  leased: number
  leasedAt: number
  /** Spent on credit and not yet told: one at most. */
  owed: number
  /** Taken since the last settlement. */
  demand: number
  waiting: ((verdict: Verdict) => void)[]
  /** What the bucket held when it was last heard of, less what was spent on credit since; undefined before the first request. */
  heard: { tokens: number; at: number } | undefined
}

/** Milliseconds. */
const leaseFor = 1000
const batchFor = 50
const leastPause = 10
/** Below this size every token counts: nothing is given on credit. */
const creditFrom = 20
/** Buckets a worker remembers; beyond, the first of those that have nothing open is forgotten. */
const most = 20_000
/** Accounts in one statement. */
const batch = 500

export function createPurse(options: { settle: (accounts: Account[]) => Promise<Settled[]>; log: Logger; now?: () => number }): Purse {
  const { log, now = () => performance.now() } = options
  const kept = new Map<string, Kept>()
  /** When an account has to be settled. */
  const due = new Map<Kept, number>()
  let timer: NodeJS.Timeout | undefined
  let timerAt = Infinity
  let settling: Promise<void> | undefined
  let settledAt = -Infinity
  let complainedAt = -Infinity
  let closed = false

  const estimate = ({ heard, limit, leased }: Kept, at: number): number =>
    Math.min(limit.size, (heard ? heard.tokens + ((at - heard.at) / 1000) * limit.rate : limit.size) + leased)

  const verdict = (entry: Kept, allowed: boolean, at: number): Verdict => {
    const tokens = estimate(entry, at)
    const short = tokens >= entry.limit.size ? 0 : 1 - (tokens - Math.floor(tokens))
    return { allowed, limit: entry.limit.size, remaining: allowed ? Math.max(0, Math.floor(tokens)) : 0, wait: (tokens < 0 ? 1 - tokens : short) / entry.limit.rate }
  }

  const owe = (entry: Kept, at: number) => {
    if ((due.get(entry) ?? Infinity) <= at) return
    due.set(entry, at)
    schedule(at)
  }

  function schedule(wanted: number): void {
    const at = Math.max(wanted, settledAt + leastPause)
    if (settling || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(run, Math.max(0, at - now()))
  }

  function run(): void {
    timerAt = Infinity
    settling ??= settleDue().finally(() => {
      settling = undefined
      settledAt = now()
      if (due.size > 0) schedule(Math.min(...due.values()))
    })
  }

  async function settleDue(): Promise<void> {
    const at = now()
    const entries = [...due].filter(([, when]) => closed || when <= at + 1).slice(0, batch).map(([entry]) => entry)
    const asked = entries.map((entry) => {
      due.delete(entry)
      const stale = closed || at - entry.leasedAt > leaseFor / 2
      const sent = {
        back: stale ? entry.leased : 0,
        spent: entry.owed,
        waiting: entry.waiting.splice(0),
        want: closed || entry.demand < 2 ? 0 : Math.max(0, entry.demand - (stale ? 0 : entry.leased)),
      }
      Object.assign(entry, { leased: entry.leased - sent.back, owed: 0, demand: 0 })
      return sent
    })
    const accounts = entries.map(({ instance, limit }, n): Account => ({ ...instance, ...limit, back: asked[n]!.back, spent: asked[n]!.spent, need: asked[n]!.waiting.length, want: asked[n]!.want }))
    let settled: Settled[]
    try {
      settled = await options.settle(accounts)
    } catch (error) {
      if (at - complainedAt > 10_000) log.warn('The rate limits could not be settled; requests pass meanwhile.', { error })
      complainedAt = at
      entries.forEach((entry, n) => asked[n]!.waiting.forEach((tell) => tell(verdict(entry, true, now()))))
      return
    }
    const heardAt = now()
    for (const { place, granted, tokens } of settled) {
      const entry = entries[place]!
      const { waiting } = asked[place]!
      entry.heard = { tokens, at: heardAt }
      waiting.forEach((tell, n) => tell(verdict(entry, n < granted, heardAt)))
      // The age of the oldest token counts, from when it was asked for.
      if (entry.leased === 0) entry.leasedAt = at
      entry.leased += Math.max(0, granted - waiting.length)
      if (entry.leased > 0) owe(entry, entry.leasedAt + leaseFor)
    }
  }

  function entryOf(instance: Instance, limit: Limit): Kept {
    const name = `${instance.tenant} ${instance.bucket} ${instance.key}`
    const found = kept.get(name)
    if (found) {
      found.limit = limit
      return found
    }
    if (kept.size >= most) forgetOldest()
    const fresh: Kept = { instance, limit, leased: 0, leasedAt: 0, owed: 0, demand: 0, waiting: [], heard: undefined }
    kept.set(name, fresh)
    return fresh
  }

  /** One by one, so that no request pays for many. */
  function forgetOldest(): void {
    let looked = 0
    for (const [name, entry] of kept) {
      if ((looked += 1) > 50) return
      if (due.has(entry) || entry.waiting.length > 0) continue
      kept.delete(name)
      return
    }
  }

  return {
    take(instance, limit) {
      const at = now()
      const entry = entryOf(instance, limit)
      entry.demand += 1
      if (entry.leased > 0 && at - entry.leasedAt <= leaseFor) {
        entry.leased -= 1
        // Before it runs dry, so that nobody has to wait.
        if (entry.leased <= entry.demand / 2) owe(entry, at + batchFor)
        return verdict(entry, true, at)
      }
      const tokens = estimate(entry, at)
      if (entry.owed === 0 && limit.size >= creditFrom && tokens >= limit.size / 2) {
        entry.owed = 1
        entry.heard = { tokens: tokens - entry.leased - 1, at }
        owe(entry, at + batchFor)
        return verdict(entry, true, at)
      }
      if (entry.heard && tokens < 1 && entry.waiting.length === 0) return verdict(entry, false, at)
      return new Promise((resolve) => {
        entry.waiting.push(resolve)
        owe(entry, at)
      })
    },
    async close() {
      closed = true
      await settling
      while (due.size > 0) await settleDue()
      clearTimeout(timer)
    },
  }
}
