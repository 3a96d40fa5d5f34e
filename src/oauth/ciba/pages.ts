import type { HttpReply } from '#kernel/exchange.ts'
import { fill, page, spokenIn } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

const texts = (ctx: TenantContext) => spokenIn(ctx).texts

export const donePage = (ctx: TenantContext, app: string): HttpReply => page(ctx, { tone: 'good', title: texts(ctx).approval.doneTitle, sentences: [fill(texts(ctx).device.done, { app })] })
export const deniedPage = (ctx: TenantContext): HttpReply => page(ctx, { title: texts(ctx).approval.deniedTitle, sentences: [texts(ctx).approval.denied] })
export const gonePage = (ctx: TenantContext): HttpReply => page(ctx, { status: 400, tone: 'bad', title: texts(ctx).ticket.title, sentences: [texts(ctx).ticket.sentence] })
export const otherPersonPage = (ctx: TenantContext): HttpReply => page(ctx, { status: 403, tone: 'bad', title: texts(ctx).approval.otherTitle, sentences: [texts(ctx).approval.other] })
export const forgedPage = (ctx: TenantContext): HttpReply => page(ctx, { status: 403, tone: 'bad', title: texts(ctx).trouble.forgedTitle, sentences: [texts(ctx).device.forged] })
