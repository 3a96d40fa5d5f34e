import { implement, type Handlers } from '#kernel/operation.ts'
import { Problem, type ProblemKind } from '#kernel/problem.ts'
import type { Static } from '#kernel/schema.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { malformed } from './address-list.ts'
import { attackProtectionContract, NoBotDetection, NoBreachedList, NoCaptcha, NoSuchStage } from './attack-protection.contract.ts'
import type { BreachedPasswordDetection, ProtectionName } from './attack-protection.schema.ts'
import { lockProtection, updateProtection, type Stored } from './attack-protection.store.ts'
import { effectiveBruteForce, effectiveThrottling, mergedStages, protectionOf } from './protection.ts'

const handlers: Handlers<typeof attackProtectionContract, ApiContext> = {
  async bruteForce(_, ctx) {
    const { allowed: _allowed, ...shown } = (await protectionOf(ctx)).bruteForce
    return shown
  },

  updateBruteForce: ({ body }, ctx) => change(ctx, 'brute-force-protection', body, effectiveBruteForce),

  async suspiciousIp(_, ctx) {
    const { allowed: _allowed, ...shown } = (await protectionOf(ctx)).throttling
    return shown
  },

  async updateSuspiciousIp({ body }, ctx) {
    if (body.stage?.['pre-custom-token-exchange'] !== undefined) throw NoSuchStage()
    return change(ctx, 'suspicious-ip-throttling', body, effectiveThrottling)
  },

  breachedPasswords: async () => disabled,

  async updateBreachedPasswords({ body }) {
    const wanted = [body.shields, body.stage?.['pre-user-registration']?.shields, body.stage?.['pre-change-password']?.shields]
    if (body.enabled === true || wanted.some((shields) => (shields?.length ?? 0) > 0)) throw NoBreachedList()
    return disabled
  },

  botDetection: refuse(NoBotDetection),
  updateBotDetection: refuse(NoBotDetection),
  captcha: refuse(NoCaptcha),
  updateCaptcha: refuse(NoCaptcha),
}

function refuse(why: ProblemKind): () => Promise<never> {
  return async () => {
    throw why()
  }
}

const disabled: Static<typeof BreachedPasswordDetection> = {
  enabled: false,
  shields: [],
  admin_notification_frequency: [],
  method: 'standard',
  stage: { 'pre-user-registration': { shields: [] }, 'pre-change-password': { shields: [] } },
}

function change<T>(ctx: ApiContext, name: ProtectionName, body: Stored & { allowlist?: string[] }, effective: (stored: Stored) => T): Promise<T> {
  const bad = malformed(body.allowlist ?? [])
  if (bad !== undefined) throw new Problem(400, 'invalid_body', `Payload validation error: '${bad} is neither an address nor a CIDR range' on property allowlist.`)
  return ctx.db.transaction(async (tx) => {
    const before = await lockProtection(tx, ctx.tenant.id, name)
    const after: Stored = { ...before, ...body }
    if (body['stage'] !== undefined) after['stage'] = mergedStages((before['stage'] ?? {}) as Record<string, object>, body['stage'] as Record<string, object>)
    await updateProtection(tx, ctx.tenant.id, name, after)
    return effective(after)
  })
}

export const attackProtection = implement<ApiContext, typeof attackProtectionContract>(attackProtectionContract, handlers)
