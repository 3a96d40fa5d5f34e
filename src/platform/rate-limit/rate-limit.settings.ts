import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'
import { Buckets } from './buckets.ts'

export const rateLimits = setting({
  id: 'limits.enabled',
  title: 'Rate limits',
  about: 'Whether requests are limited by the buckets. Off on a new appliance.',
  schema: Type.Boolean(),
  default: false,
  scope: 'appliance',
  takesEffect: 'at once',
  environment: 'BAILIWICK_RATE_LIMITS',
})

export const rateLimitBuckets = setting({
  id: 'limits.buckets',
  title: 'Configuration of buckets',
  about: 'By bucket: size, one of per_second, per_minute, per_hour and per_day, or unlimited; override for single keys or, with match, for keys by regular expression. A bucket that is not named has its usual limits.',
  schema: Buckets,
  default: {},
  scope: 'appliance',
  takesEffect: 'at once',
})

export const rateLimitSettings = [rateLimits, rateLimitBuckets]
