import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Liquid } from 'liquidjs'
import type { Cookie, HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { speak, type Spoken } from '../texts/index.ts'
import { brandOf } from './brand.ts'
import type { Card, Field } from './card.ts'
import { pageHeaders } from './headers.ts'
import { styleOf } from './style.ts'

// Everything is escaped; the one `raw` in the template is our own style sheet.
const liquid = new Liquid({
  outputEscape: 'escape',
  ownPropertyOnly: true,
  strictFilters: true,
  templates: { list: readFileSync(join(import.meta.dirname, 'list.liquid'), 'utf8') },
})
const template = liquid.parse(readFileSync(join(import.meta.dirname, 'card.liquid'), 'utf8'))

export type PageOptions = {
  /** Wanted languages, as `ui_locales`. */
  uiLocales?: string | undefined
  cookies?: Cookie[]
  /** Origins and schemes beside our own that the form's answer may lead to; see `pageHeaders`. */
  formTargets?: readonly string[]
}

/** The language that this request's pages speak. */
export function spokenIn(ctx: Pick<TenantContext, 'tenant' | 'request'>, uiLocales?: string): Spoken {
  const { enabled_locales: enabled } = ctx.tenant.settings
  return speak({
    uiLocales,
    acceptLanguage: ctx.request.headers['accept-language'],
    enabled: Array.isArray(enabled) ? enabled.filter((each): each is string => typeof each === 'string') : undefined,
  })
}

/** Draws a page of this tenant: look, language, security headers. */
export function page(ctx: Pick<TenantContext, 'tenant' | 'request' | 'random'>, card: Card, options: PageOptions = {}): HttpReply {
  const { locale, texts } = spokenIn(ctx, options.uiLocales)
  const brand = brandOf(ctx)
  const nonce = ctx.random.token(16)
  const fields = drawn(card)
  const body: string = liquid.renderSync(template, {
    card,
    fields,
    hidden: Object.entries(card.form?.hidden ?? {}).map(([name, value]) => ({ name, value })),
    failed: card.alert !== undefined || fields.some((field) => field.invalid),
    brand,
    locale,
    texts,
    nonce,
    style: styleOf(brand),
  })
  return {
    status: card.status ?? 200,
    headers: pageHeaders({ nonce, logoOrigin: brand.logo?.origin, formTargets: options.formTargets, locale }),
    ...(options.cookies === undefined ? {} : { cookies: options.cookies }),
    body,
  }
}

/** Fields with what screen readers need; the first one to correct, or else the first empty one, gets the focus. */
function drawn(card: Card) {
  const fields = card.form?.fields ?? []
  const attention = fields.find((field) => field.error !== undefined) ?? (card.alert === undefined ? undefined : fields.at(-1)) ?? fields.find((field) => !field.value)
  return fields.map((field) => ({
    ...field,
    value: field.type === 'password' ? undefined : field.value,
    focus: field === attention,
    invalid: field.error !== undefined || (card.alert !== undefined && field === attention),
    described: describedBy(field, card, field === attention),
  }))
}

function describedBy(field: Field, card: Card, attention: boolean): string | undefined {
  const ids = [
    ...(card.alert !== undefined && attention ? ['alert'] : []),
    ...(field.error === undefined ? [] : [`${field.name}-error`]),
    ...(field.hint === undefined ? [] : [`${field.name}-hint`]),
    ...(card.list !== undefined && field.autocomplete === 'new-password' ? ['rules'] : []),
  ]
  return ids.length > 0 ? ids.join(' ') : undefined
}
