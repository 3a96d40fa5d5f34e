/**
 * One attempt to sign in with a password, from the door to its outcome.
 *
 * Before the password is looked at, an attempt is either counted in the database (one conditional statement; right passwords take it back), or,
 * where that can do no harm, let in on the strength of one read, which runs beside the look-up of the person, and counted when it fails.
 * It can do no harm when the name has no failures and nobody else is trying it in this process, and when the address has used so little that
 * eight processes like this one could not empty its bucket. So signing in normally writes nothing here, and however many wrong passwords come
 * at once, at most `max_attempts` of them are looked at for a name, plus one for each worker of the cluster; for an address, plus an eighth
 * of `max_attempts` for each worker.
 */
import type { TenantContext } from '#platform/context/index.ts'
import { digest } from '#platform/crypto/index.ts'
import { protectionOf } from '#resources/attack-protection/index.ts'
import { blockSubject, countAttempt, forgetSubject, giveBack, readCounters, takeFrom, type Bucket, type Subject } from './attempts.store.ts'
import { networkOf } from './network.ts'
import { createUnderWay } from './under-way.ts'

const day = 86_400_000
/** Failures that have not led to a block. */
const countFor = day
/** As documented: thirty days after the last attempt. */
const blockFor = 30 * day
/** Letters a day to one person, however many addresses are blocked for the name. */
const lettersADay = 5
const processes = 8
const longestIdentifier = 320

export type Attempt = {
  /** What is in the way: the name is blocked, the address throttled, or right and wrong attempts together too many a minute. Only `end` may follow. */
  refused?: 'identifier' | 'address' | 'pace'
  /** The password was wrong, or the person unknown. @returns what is new when this was one too many; `unblock` goes into the letter, if one is due. */
  failed(): Promise<{ unblock: string | undefined } | undefined>
  succeeded(): Promise<void>
  /** However it went. */
  end(): void
}

const underWay = createUnderWay()

export async function beginAttempt(ctx: TenantContext, connection: { name: string }, typed: string): Promise<Attempt> {
  const { bruteForce, throttling } = await protectionOf(ctx)
  const { ip } = ctx.request
  const counted = bruteForce.enabled && !bruteForce.allowed(ip)
  const throttled = throttling.enabled && !throttling.allowed(ip)
  const idle = { failed: async () => undefined, succeeded: async () => {}, end() {} }
  const network = networkOf(ip)
  if (ctx.limits && !(await ctx.limits.draw(ctx.tenant.id, 'login', `${connection.name} ${typed.toLowerCase().slice(0, longestIdentifier)} ${network}`))) return { ...idle, refused: 'pace' }
  if (!counted && !throttled) return idle

  const everywhere = bruteForce.mode === 'count_per_identifier'
  // No name contains NUL, and Postgres would refuse it.
  const subject: Subject = { identifier: typed.replaceAll('\0', '').slice(0, longestIdentifier), connection: connection.name, network: everywhere ? '' : network }
  const bucket: Bucket = { stage: 'pre-login', network, max: throttling.stage['pre-login'].max_attempts, rate: throttling.stage['pre-login'].rate }
  const max = bruteForce.shields.includes('block') ? bruteForce.max_attempts : Infinity
  const strict = throttling.shields.includes('block')

  const name = `${ctx.tenant.id} ${subject.connection} ${subject.network} ${subject.identifier.toLowerCase()}`
  const address = `${ctx.tenant.id} ${network}`
  const [alone, inHand] = [underWay.count(name) === 0, underWay.count(address)]
  const leave = [underWay.enter(name), underWay.enter(address)]
  const end = () => leave.forEach((each) => each())

  const now = () => ctx.clock.now()
  const soon = () => new Date(now().getTime() + countFor)
  const attempt = async (): Promise<Attempt> => {
    const before = await readCounters(ctx, subject, network, now())
    const failures = before.failures ?? 0
    const left = bucket.max - Math.max(0, (before.full_at?.getTime() ?? 0) - now().getTime()) / bucket.rate
    const refuse = (refused: 'identifier' | 'address') => ({ refused, failed: async () => undefined, succeeded: async () => {}, end })

    if (counted && failures >= max) return refuse('identifier')
    if (throttled && strict && left < 1) return refuse('address')
    const taken = throttled && strict && inHand >= Math.floor(left / processes)
    if (taken && !(await takeFrom(ctx, bucket, now(), false))) return refuse('address')
    const reserve = counted && max !== Infinity && (failures > 0 || !alone)
    let reserved = reserve ? await countAttempt(ctx, subject, max, now(), soon()) : undefined
    if (reserve && reserved === undefined) return refuse('identifier')

    return {
      async failed() {
        if (throttled && !taken) await takeFrom(ctx, bucket, now(), true)
        if (!counted) return undefined
        reserved ??= await countAttempt(ctx, subject, 2 ** 31 - 1, now(), soon())
        return (reserved ?? 0) < bruteForce.max_attempts ? undefined : block()
      },
      async succeeded() {
        if (taken) await giveBack(ctx, bucket)
        if (counted && (failures > 0 || reserved !== undefined)) await forgetSubject(ctx, subject)
      },
      end,
    }
  }

  async function block(): Promise<{ unblock: string | undefined } | undefined> {
    const unblock = ctx.random.token()
    const at = now().getTime()
    const blocks = await blockSubject(ctx, subject, { now: now(), expiresAt: new Date(at + blockFor), since: new Date(at - day) }, digest(unblock))
    if (blocks === undefined) return undefined
    return { unblock: blocks <= lettersADay && bruteForce.shields.includes('user_notification') ? unblock : undefined }
  }

  try {
    return await attempt()
  } catch (error) {
    end()
    throw error
  }
}
