import { Problem } from '#kernel/problem.ts'
import { governed, instant, isSingle, whoIs, wire, type Office } from '../context/index.ts'
import { engagementContract, handoverContract } from './engagement.contract.ts'
import { coverTopic, recordDrill, scheduleHandover, signHandover, viewHandover } from './handover.ts'
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

/** What an alert was; undefined when there is none of that id. */
export type SeenAlert = (office: Office, id: string) => Promise<{ sentence: string; facts: Record<string, unknown> } | undefined>

export const handoverResource = (seenAlert: SeenAlert = async () => undefined) => governed(handoverContract, {
  get: async (_input, ctx) => wire(await viewHandover(ctx)),
  schedule: async ({ body }, ctx) => wire(await scheduleHandover(ctx, ctx.operator, instant(body.at))),
  cover: async ({ body }, ctx) => wire(await coverTopic(ctx, ctx.operator, body.topic, body.note)),
  async seeAlert({ body }, ctx) {
    const seen = await seenAlert(ctx, body.alert)
    if (!seen) throw new Problem(404, 'alert_not_found', 'There was no such alert.')
    await recordDrill(ctx, 'alert-seen', seen.sentence, { ...seen.facts, seen_by: whoIs(ctx.operator) })
    return wire(await viewHandover(ctx))
  },
  sign: async (_input, ctx) => wire(await signHandover(ctx, ctx.operator)),
  async accept(_input, ctx) {
    if (!isSingle(ctx) && ctx.operator.party !== 'subscriber') throw new Problem(403, 'wrong_party', 'The subscriber accepts the handover; the provider signs it.')
    return wire(await signHandover(ctx, ctx.operator))
  },
})
