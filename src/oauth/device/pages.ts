/** What people see at /activate. */
import type { HttpReply } from '#kernel/exchange.ts'
import { fill, formToken, knownBrowser, page, spokenIn, type Card } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { normalised } from './user-code.ts'

export const textsOf = (ctx: TenantContext) => spokenIn(ctx).texts.device

/** Form tokens are for this page, or for this code's confirmation. */
export const entrySubject = 'activate'
export const confirmSubject = (code: string) => `activate ${normalised(code)}`

const shown = (ctx: TenantContext, subject: string, card: Card, hidden: Record<string, string> = {}): HttpReply => {
  const { secret, cookies } = knownBrowser(ctx)
  const form = card.form && { ...card.form, hidden: { ...hidden, csrf: formToken(secret, subject) } }
  return page(ctx, { ...card, form }, { cookies })
}

export function entryPage(ctx: TenantContext, about: { typed: string; error?: string; status?: number }): HttpReply {
  const texts = textsOf(ctx)
  return shown(ctx, entrySubject, {
    status: about.status ?? (about.error === undefined ? 200 : 400),
    title: texts.title,
    sentences: [texts.intro],
    form: {
      action: '/activate',
      fields: [{ name: 'user_code', label: texts.code, type: 'text', autocomplete: 'off', value: about.typed, error: about.error }],
      buttons: [{ text: texts.submit }],
    },
  })
}

/** Names the application and the code, and says when to stop: whoever is talked into this gives their account away (RFC 8628 section 5.4). */
export function confirmPage(ctx: TenantContext, about: { code: string; app: string; account: string | undefined }): HttpReply {
  const texts = textsOf(ctx)
  return shown(
    ctx,
    confirmSubject(about.code),
    {
      title: texts.confirmTitle,
      subtitle: about.app,
      sentences: [texts.compare, texts.warning, ...(about.account === undefined ? [] : [fill(texts.account, { user: about.account })])],
      form: { action: '/activate/confirm', buttons: [{ text: texts.confirm, name: 'action', value: 'accept' }, { text: texts.cancel, name: 'action', value: 'deny', kind: 'quiet' }] },
      facts: [{ label: texts.code, value: about.code }],
    },
    { user_code: about.code },
  )
}

export const donePage = (ctx: TenantContext, app: string): HttpReply => page(ctx, { tone: 'good', title: textsOf(ctx).doneTitle, sentences: [fill(textsOf(ctx).done, { app })] })
export const deniedPage = (ctx: TenantContext): HttpReply => page(ctx, { title: textsOf(ctx).deniedTitle, sentences: [textsOf(ctx).denied] })
export const gonePage = (ctx: TenantContext): HttpReply => page(ctx, { status: 400, tone: 'bad', title: textsOf(ctx).goneTitle, sentences: [textsOf(ctx).gone], links: [{ text: textsOf(ctx).again, href: '/activate' }] })
export const forgedPage = (ctx: TenantContext): HttpReply => page(ctx, { status: 403, tone: 'bad', title: spokenIn(ctx).texts.trouble.forgedTitle, sentences: [textsOf(ctx).forged], links: [{ text: textsOf(ctx).again, href: '/activate' }] })
