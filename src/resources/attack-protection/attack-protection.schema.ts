/** The documents of /attack-protection as the Management API shows and takes them. */
import { Closed, OneOf, Type, type Static } from '#kernel/schema.ts'

const { Array: List, Boolean: Truth, Integer, Optional } = Type

const address = Type.String({ maxLength: 49, pattern: '^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$', description: 'an IPv4 or IPv6 address, or a range in CIDR notation' })
const allowlist = List(address, { maxItems: 1000 })

const bruteForce = {
  enabled: Truth(),
  shields: List(OneOf(['block', 'user_notification']), { uniqueItems: true }),
  allowlist,
  mode: OneOf(['count_per_identifier_and_ip', 'count_per_identifier']),
  max_attempts: Integer({ minimum: 1, maximum: 100 }),
}
export const BruteForceProtection = Closed(bruteForce)
export const BruteForceProtectionUpdate = Type.Partial(BruteForceProtection, { additionalProperties: false })
export type BruteForceProtection = Static<typeof BruteForceProtection>

/** `rate`: milliseconds until one more attempt is granted. */
const preLogin = { max_attempts: Integer({ minimum: 1, maximum: 2500 }), rate: Integer({ minimum: 34_560, maximum: 86_400_000 }) }
const preUserRegistration = { max_attempts: Integer({ minimum: 1, maximum: 72_000 }), rate: Integer({ minimum: 1200, maximum: 86_400_000 }) }

const throttling = {
  enabled: Truth(),
  shields: List(OneOf(['block', 'admin_notification']), { uniqueItems: true }),
  allowlist,
}
export const SuspiciousIpThrottling = Closed({
  ...throttling,
  stage: Closed({ 'pre-login': Closed(preLogin), 'pre-user-registration': Closed(preUserRegistration) }),
})
export type SuspiciousIpThrottling = Static<typeof SuspiciousIpThrottling>

const some = { max_attempts: Optional(Type.Number()), rate: Optional(Type.Number()) }
export const SuspiciousIpThrottlingUpdate = Closed({
  enabled: Optional(throttling.enabled),
  shields: Optional(throttling.shields),
  allowlist: Optional(allowlist),
  stage: Optional(Closed({
    'pre-login': Optional(Type.Partial(Closed(preLogin), { additionalProperties: false })),
    'pre-user-registration': Optional(Type.Partial(Closed(preUserRegistration), { additionalProperties: false })),
    'pre-custom-token-exchange': Optional(Type.Object(some)),
  })),
})

const shields = List(OneOf(['block', 'user_notification', 'admin_notification']))
const stageShields = Closed({ shields: Optional(List(OneOf(['block', 'admin_notification']))) })
const breached = {
  enabled: Truth(),
  shields,
  admin_notification_frequency: List(OneOf(['immediately', 'daily', 'weekly', 'monthly'])),
  method: OneOf(['standard', 'enhanced']),
  stage: Closed({ 'pre-user-registration': Optional(stageShields), 'pre-change-password': Optional(stageShields) }),
}
export const BreachedPasswordDetection = Closed(breached)
export const BreachedPasswordDetectionUpdate = Type.Partial(BreachedPasswordDetection, { additionalProperties: false })

export type ProtectionName = 'brute-force-protection' | 'suspicious-ip-throttling'
