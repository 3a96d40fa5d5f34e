/**
 * One attempt to sign in with a password, from the door to its outcome.
 *
 * Before the password is looked at, an attempt is either counted in the database (one conditional statement; right passwords take it back), or,
 * where that can do no harm, let in on the strength of one read, which comes with the look-up of the person, and counted when it fails.
 * It can do no harm when the name has no failures and nobody else is trying it in this process, and when the address has used so little that
 * eight processes like this one could not empty its bucket. So signing in normally writes nothing here, and however many wrong passwords come
 * at once, at most `max_attempts` of them are looked at for a name, plus one for each worker of the cluster; for an address, plus an eighth
 * of `max_attempts` for each worker.
 */
import type { TenantContext } from '#platform/context/index.ts'
import { digest } from '#platform/crypto/index.ts'
import { protectionOf } from '#resources/attack-protection/index.ts'
import { blockSubject, countAttempt, forgetSubject, giveBack, takeFrom, type Bucket, type Counters, type Subject } from './attempts.store.ts'
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
  /** What is in the way: the name is blocked, the address throttled, or right and wrong attempts together too many a minute. Nothing follows then. */
  refused?: 'identifier' | 'address' | 'pace'
  /** The password was wrong, or the person unknown. @returns what is new when this was one too many; `unblock` goes into the letter, if one is due. */
  failed(): Promise<{ unblock: string | undefined } | undefined>
  succeeded(): Promise<void>
}

/** Somebody comes: counted in this process from before anything is read until `end`, so that two at once see each other. */
export type Approach = {
  typed: string
  /** As it is counted. */
  identifier: string
  /** Of the name: the address' network, or '' where a tenant counts from everywhere. */
  network: string
  address: string
  /** Nobody else is trying the name. */
  alone: boolean
  /** Attempts from the address that are being looked at. */
  inHand: number
  /** However it went. */
  end(): void
}

const underWay = createUnderWay()

export async function approach(ctx: TenantContext, typed: string): Promise<Approach> {
  // No name contains NUL, and Postgres would refuse it.
  const identifier = typed.replaceAll('\0', '').slice(0, longestIdentifier)
  const address = networkOf(ctx.request.ip)
  const [name, from] = [`${ctx.tenant.id} ${identifier.toLowerCase()}`, `${ctx.tenant.id} ${address}`]
  const [alone, inHand] = [underWay.count(name) === 0, underWay.count(from)]
  const leave = [underWay.enter(name), underWay.enter(from)]
  const end = () => leave.forEach((each) => each())
  try {
    const { bruteForce } = await protectionOf(ctx)
    return { typed, identifier, network: bruteForce.mode === 'count_per_identifier' ? '' : address, address, alone, inHand, end }
  } catch (error) {
    end()
    throw error
  }
}

/** @param before what was read after the approach. */
export async function beginAttempt(ctx: TenantContext, connection: { name: string }, coming: Approach, before: Counters): Promise<Attempt> {
  const { bruteForce, throttling } = await protectionOf(ctx)
  const { ip } = ctx.request
  const counted = bruteForce.enabled && !bruteForce.allowed(ip)
  const throttled = throttling.enabled && !throttling.allowed(ip)
  const idle = { failed: async () => undefined, succeeded: async () => {} }
  const { identifier, address, alone, inHand } = coming
  if (ctx.limits && !(await ctx.limits.draw(ctx.tenant.id, 'login', `${connection.name} ${coming.typed.toLowerCase().slice(0, longestIdentifier)} ${address}`))) return { ...idle, refused: 'pace' }
  if (!counted && !throttled) return idle

  const subject: Subject = { identifier, connection: connection.name, network: coming.network }
  const bucket: Bucket = { stage: 'pre-login', network: address, max: throttling.stage['pre-login'].max_attempts, rate: throttling.stage['pre-login'].rate }
  const max = bruteForce.shields.includes('block') ? bruteForce.max_attempts : Infinity
  const strict = throttling.shields.includes('block')

  const now = () => ctx.clock.now()
  const soon = () => new Date(now().getTime() + countFor)
  const attempt = async (): Promise<Attempt> => {
    const failures = before.failures ?? 0
    const left = bucket.max - Math.max(0, (before.full_at?.getTime() ?? 0) - now().getTime()) / bucket.rate
    const refuse = (refused: 'identifier' | 'address') => ({ refused, failed: async () => undefined, succeeded: async () => {} })

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
    }
  }

  async function block(): Promise<{ unblock: string | undefined } | undefined> {
    const unblock = ctx.random.token()
    const at = now().getTime()
    const blocks = await blockSubject(ctx, subject, { now: now(), expiresAt: new Date(at + blockFor), since: new Date(at - day) }, digest(unblock))
    if (blocks === undefined) return undefined
    return { unblock: blocks <= lettersADay && bruteForce.shields.includes('user_notification') ? unblock : undefined }
  }

  return attempt()
}
