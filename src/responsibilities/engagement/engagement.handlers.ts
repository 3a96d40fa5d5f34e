import { Problem } from '#kernel/problem.ts'
import { governed, instant, isSingle, wire } from '../context/index.ts'
import { engagementContract, handoverContract } from './engagement.contract.ts'
import { coverTopic, scheduleHandover, signHandover, viewHandover } from './handover.ts'
import { reachMilestone, setSignature, timeline } from './timeline.ts'

export const engagement = governed(engagementContract, {
  timeline: async (_input, ctx) => wire((await timeline(ctx)) ?? []),
  async sign({ body }, ctx) {
    await setSignature(ctx, ctx.operator, body.signed_on)
    return wire((await timeline(ctx)) ?? [])
  },
  async reach({ body }, ctx) {
    await reachMilestone(ctx, ctx.operator, body.milestone, body.note)
    return wire((await timeline(ctx)) ?? [])
  },
})

export const handover = governed(handoverContract, {
  get: async (_input, ctx) => wire(await viewHandover(ctx)),
  schedule: async ({ body }, ctx) => wire(await scheduleHandover(ctx, ctx.operator, instant(body.at))),
  cover: async ({ body }, ctx) => wire(await coverTopic(ctx, ctx.operator, body.topic, body.note)),
  sign: async (_input, ctx) => wire(await signHandover(ctx, ctx.operator)),
  async accept(_input, ctx) {
    if (!isSingle(ctx) && ctx.operator.party !== 'subscriber') throw new Problem(403, 'wrong_party', 'The subscriber accepts the handover; the provider signs it.')
    return wire(await signHandover(ctx, ctx.operator))
  },
})
