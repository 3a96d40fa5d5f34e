/** What the core itself can do, without any server: signatures and password verifications per second. Asked by message. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { createPasswordHasher } from '#platform/crypto/index.ts'

export type Limit = 'rs256' | 'es256' | 'argon2id'

export type LimitRate = {
  rate: number
  /** Per second of processor time: what the core would do if nobody else used it. */
  alone: number
}

const payload = Buffer.alloc(500, 'x')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const hasher = createPasswordHasher()
const hash = await hasher.hash('Correct-Horse-7-Battery')

process.on('message', async ({ limit, seconds }: { limit: Limit; seconds: number }) => {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const count = limit === 'argon2id' ? await verifications(seconds) : signatures(limit === 'rs256' ? rsa : ec, seconds)
  const { user, system } = process.cpuUsage(cpu)
  process.send!({ rate: (count * 1000) / (performance.now() - began), alone: (count * 1e6) / (user + system) } satisfies LimitRate)
})
process.send!('awake')

function signatures(key: KeyObject, seconds: number): number {
  const began = performance.now()
  let count = 0
  while (performance.now() - began < seconds * 1000) {
    sign('sha256', payload, key)
    count += 1
  }
  return count
}

async function verifications(seconds: number): Promise<number> {
  const began = performance.now()
  let count = 0
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (performance.now() - began < seconds * 1000) {
      await hasher.verify(hash, 'Correct-Horse-7-Battery')
      count += 1
    }
  }))
  return count
}
