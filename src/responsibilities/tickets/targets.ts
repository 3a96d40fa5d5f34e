/** How soon an answer is promised, by plan and severity, and the clock that counts towards it. */
import { OneOf, Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

/** `always`: around the clock. `weekdays`: 24 hours, Monday to Friday. `business`: 06:00 to 18:00, Monday to Friday. */
export type Hours = 'always' | 'weekdays' | 'business'
export type Target = { minutes: number; hours: Hours }

const h = 60
const businessDay = 12 * h
const target = (minutes: number, hours: Hours): Target => ({ minutes, hours })

/** Plan → severity → time to an answer. */
export const plans = {
  standard: { 1: target(1 * h, 'always'), 2: target(4 * h, 'business'), 3: target(businessDay, 'business'), 4: target(2 * businessDay, 'business') },
  enterprise: { 1: target(30, 'always'), 2: target(2 * h, 'weekdays'), 3: target(12 * h, 'weekdays'), 4: target(24 * h, 'weekdays') },
  premier: { 1: target(30, 'always'), 2: target(1 * h, 'always'), 3: target(8 * h, 'always'), 4: target(8 * h, 'always') },
} as const satisfies Record<string, Record<1 | 2 | 3 | 4, Target>>
export type SupportPlan = keyof typeof plans

const common = { scope: 'appliance', takesEffect: 'at once' } as const
export const supportPlan = setting({ ...common, id: 'support.plan', title: 'Support plan', about: 'Which targets tickets have; a ticket keeps the plan it was opened under.', schema: OneOf(['standard', 'enterprise', 'premier']), default: 'enterprise' })
export const supportZone = setting({ ...common, id: 'support.time-zone', title: 'Time zone of support', about: 'In which the hours of the plan are meant; an IANA name such as Europe/Berlin.', schema: Type.String({ maxLength: 60 }), default: 'UTC' })
export const supportSettings = [supportPlan, supportZone]

export const targetOf = (plan: string, severity: number): Target => plans[plan as SupportPlan][severity as 1 | 2 | 3 | 4]

const minute = 60_000
const day = 86_400_000

/** Minutes by which local time is ahead of UTC at that moment. */
function offset(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' }).formatToParts(at)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  return (Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) - Math.floor(at / minute) * minute) / minute
}

/** The moment of a local time of day on the local day that begins at `localDay` (midnight as if it were UTC). */
function moment(zone: string, localDay: number, minutes: number): number {
  const guess = localDay + minutes * minute
  const first = guess - offset(zone, guess) * minute
  return guess - offset(zone, first) * minute
}

/** The spans in which the clock runs, from the day of `from` on. */
function* spans(hours: Hours, zone: string, from: number): Generator<[number, number]> {
  const local = from + offset(zone, from) * minute
  for (let localDay = Math.floor(local / day) * day; ; localDay += day) {
    const weekday = new Date(localDay).getUTCDay()
    if (weekday === 0 || weekday === 6) continue
    yield hours === 'business' ? [moment(zone, localDay, 6 * h), moment(zone, localDay, 18 * h)] : [moment(zone, localDay, 0), moment(zone, localDay + day, 0)]
  }
}

/** Minutes of the plan's hours between two moments. */
export function countedMinutes(hours: Hours, zone: string, from: Date, to: Date): number {
  const [begin, end] = [from.getTime(), to.getTime()]
  if (end <= begin) return 0
  if (hours === 'always') return (end - begin) / minute
  let counted = 0
  for (const [opens, closes] of spans(hours, zone, begin)) {
    if (opens >= end) return counted
    counted += Math.max(0, Math.min(closes, end) - Math.max(opens, begin)) / minute
  }
  return counted
}

/** When that many minutes of the plan's hours will have passed. */
export function dueAt(hours: Hours, zone: string, from: Date, minutes: number): Date {
  if (hours === 'always') return new Date(from.getTime() + minutes * minute)
  let left = minutes * minute
  for (const [opens, closes] of spans(hours, zone, from.getTime())) {
    const begins = Math.max(opens, from.getTime())
    if (closes - begins >= left) return new Date(begins + left)
    left -= Math.max(0, closes - begins)
  }
  return from
}
