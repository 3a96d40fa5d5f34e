/** Buckets as data: what the setting holds, and what it means. */
import { Closed, Type, type Static } from '#kernel/schema.ts'

const { Optional } = Type
const many = (about: string) => Optional(Type.Integer({ minimum: 1, maximum: 10_000_000, description: about }))

const terms = {
  size: many('how many requests may come at once; the amount of one interval unless given'),
  per_second: many('how many are added in a second'),
  per_minute: many('in a minute'),
  per_hour: many('in an hour'),
  per_day: many('in a day'),
  unlimited: Optional(Type.Boolean()),
}

export const Terms = Closed({
  ...terms,
  override: Optional(
    Type.Record(Type.String({ maxLength: 200 }), Closed({ ...terms, match: Optional(Type.String({ maxLength: 500, format: 'regex', description: 'a regular expression for keys; without it the name is the key' })) })),
  ),
})
export type Terms = Static<typeof Terms>

export const bucketNames = ['authentication-api', 'management-api', 'change-password', 'signup', 'userinfo', 'login'] as const
export type BucketName = (typeof bucketNames)[number]

export const Buckets = Closed(Object.fromEntries(bucketNames.map((name) => [name, Optional(Terms)])) as Record<BucketName, ReturnType<typeof Optional<typeof Terms>>>)
export type Buckets = Static<typeof Buckets>

/** What holds where the setting says nothing of a bucket. */
export const usual: Record<BucketName, Terms> = {
  'authentication-api': { size: 100, per_second: 100 },
  'management-api': { size: 50, per_second: 15 },
  'change-password': { size: 10, per_minute: 10 },
  signup: { size: 50, per_minute: 50 },
  userinfo: { size: 10, per_minute: 5 },
  // By person and address; drawn from where the name is known, not by request.
  login: { size: 20, per_minute: 20 },
}

/** `rate`: tokens a second. */
export type Limit = { size: number; rate: number }
export type LimitOf = (bucket: BucketName, key: string) => Limit | undefined

const intervals = [['per_second', 1], ['per_minute', 60], ['per_hour', 3600], ['per_day', 86_400]] as const

function limitOf(terms: Terms): Limit | undefined {
  if (terms.unlimited === true) return undefined
  const interval = intervals.find(([name]) => terms[name] !== undefined)
  if (!interval) return undefined
  const amount = terms[interval[0]]!
  return { size: terms.size ?? amount, rate: amount / interval[1] }
}

const saysHowMuch = (terms: Terms): boolean => terms.unlimited === true || intervals.some(([interval]) => terms[interval] !== undefined)
/** Terms that say no amount have that of what they stand for: half a sentence must not mean "without limit". */
const completed = (terms: Terms, by: Terms): Terms => (saysHowMuch(terms) ? terms : { ...by, ...terms })

/** Regular expressions are compiled once, amounts computed once. */
export function limitsOf(buckets: Buckets): LimitOf {
  const compiled = new Map(
    bucketNames.map((name) => {
      const { override = {}, ...said } = buckets[name] ?? {}
      const own = completed(said, usual[name])
      const overrides = Object.entries(override).map(([key, { match, ...other }]) => ({
        fits: match === undefined ? (asked: string) => asked === key : matcher(match),
        limit: limitOf(completed(other, own)),
      }))
      return [name, { limit: limitOf(own), overrides }]
    }),
  )
  return (name, key) => {
    const bucket = compiled.get(name)!
    if (bucket.overrides.length === 0) return bucket.limit
    const found = bucket.overrides.find(({ fits }) => fits(key))
    return found ? found.limit : bucket.limit
  }
}

function matcher(expression: string): (key: string) => boolean {
  try {
    const compiled = new RegExp(expression)
    return (key) => compiled.test(key)
  } catch {
    return () => false
  }
}
