import type { HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { brandOf, page, spokenIn, type Card } from '../pages/index.ts'
import { fill } from '../texts/index.ts'
import { namesFor } from './names.ts'

type Trouble = 'expired' | 'cookies' | 'forged' | 'noConnection'

const statuses: Record<Trouble, number> = { expired: 400, cookies: 400, forged: 403, noConnection: 400 }

/** A page for what people can do something about. */
export function troublePage(ctx: TenantContext, trouble: Trouble, client?: { name: string }): HttpReply {
  const { texts } = spokenIn(ctx)
  const names = namesFor(ctx, client)
  return errorPage(ctx, { status: statuses[trouble], title: fill(texts.trouble[`${trouble}Title`], names), sentence: fill(texts.trouble[trouble], names) })
}

/**
 * The page for everything else. `title` and `sentence` are for people; `error` and `description` are the protocol's words.
 * Carries the reference id of the request, which is also in the log, and the tenant's support link.
 */
export function errorPage(
  ctx: Pick<TenantContext, 'tenant' | 'request' | 'random' | 'log'>,
  about: { status: number; title?: string | undefined; sentence: string; error?: string | undefined; description?: string | undefined },
): HttpReply {
  const { texts } = spokenIn(ctx)
  const { support } = brandOf(ctx)
  // In English and with the protocol's words, whatever language the person reads: whoever looks the id up finds the reason.
  ctx.log.info(`An error page was shown: ${about.description ?? about.sentence}`, { request: ctx.request.id, error: about.error, status: about.status, tenant: ctx.tenant.name })
  const fact = (label: string, value: string | undefined) => (value === undefined || value === '' ? [] : [{ label, value }])
  const card: Card = {
    status: about.status,
    tone: 'bad',
    title: about.title ?? texts.trouble.title,
    sentences: [about.sentence],
    ...(support === undefined ? {} : { links: [{ text: texts.trouble.support, href: support }] }),
    facts: [
      ...fact(texts.trouble.code, about.error),
      ...(about.description === about.sentence ? [] : fact(texts.trouble.detail, about.description)),
      ...fact(texts.trouble.reference, ctx.request.id),
    ],
  }
  return page(ctx, card)
}
