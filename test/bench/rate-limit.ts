/**
 * What the rate limiter costs a request: `node test/bench/rate-limit.ts`. One worker over a real database, three mixes of keys; processor time
 * of this process over the number of requests, the settlements with Postgres included, so it is an upper bound. Nothing is asserted.
 */
import { join } from 'node:path'
import type { Settings } from '#kernel/setting.ts'
import { quietLogger } from '#platform/log/index.ts'
import { scratchDatabase } from '#platform/postgres/scratch.ts'
import { createRateLimiter, rateLimits } from '#platform/rate-limit/index.ts'

const large = { size: 1_000_000, per_second: 1_000_000 }
const settings: Settings = { get: (declared) => (declared.id === rateLimits.id ? true : { 'authentication-api': large, 'management-api': { size: 50, per_second: 15 }, signup: large }) as never, origin: () => 'stored' }

type Mix = { name: string; http: string; ip: (n: number) => string }
const mixes: Mix[] = [
  { name: 'one busy bucket', http: 'POST /oauth/token', ip: () => '192.0.2.1' },
  { name: 'a bucket that is empty', http: 'GET /api/v2/clients', ip: () => '192.0.2.1' },
  { name: 'two buckets, a thousand addresses', http: 'POST /u/signup', ip: (n) => `10.0.${(n >> 8) & 3}.${n & 255}` },
]

/** Microseconds of processor time a request, by mix. */
export async function rateLimiterCost(): Promise<{ name: string; microseconds: number }[]> {
  const scratch = await scratchDatabase({ migrations: join(import.meta.dirname, '..', '..', 'db', 'migrations') })
  const costs: { name: string; microseconds: number }[] = []
  for (const { name, http, ip } of mixes) {
    const limiter = createRateLimiter({ settings, db: scratch.db, log: quietLogger })
    const run = async (rounds: number) => {
      // Twenty at a time, as a worker under load has them, and room for the event loop between.
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(Array.from({ length: 20 }, (_, n) => limiter.check({ id: 1, name: 'main' }, http, { method: 'POST', path: '/', ip: ip(round * 20 + n), headers: {} })))
        if (round % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await run(500)
    const [before, rounds] = [process.cpuUsage(), 10_000]
    await run(rounds)
    const { user, system } = process.cpuUsage(before)
    costs.push({ name, microseconds: (user + system) / (rounds * 20) })
    await limiter.close()
  }
  await scratch.close()
  return costs
}

if (process.argv[1] === import.meta.filename) for (const { name, microseconds } of await rateLimiterCost()) console.log(`${name.padEnd(36)} ${microseconds.toFixed(2)} µs a request`)
