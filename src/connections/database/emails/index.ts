/**
 * Messages to people, by the documented template names, a file per language. Knows neither their layout nor how they leave the appliance.
 */
import type { TenantContext } from '#platform/context/index.ts'
import { letter, MailFailure, oneLine, ownLetter, sendOrKeep } from '#platform/mail/index.ts'
import { mailerFor } from '#resources/email-provider/index.ts'
import { ownTemplate } from '#resources/email-templates/index.ts'
import { callingName } from '#resources/tenants/index.ts'
import { de } from './de.ts'
import type { EmailTexts, TemplateName } from './email-texts.ts'
import { en } from './en.ts'
import { valuesFor, type Addressee } from './values.ts'

const languages: Record<string, EmailTexts> = { en, de }

/** The letters that are sent, by their documented names. */
export const letterNames = Object.keys(en) as readonly TemplateName[]

/** One message filled in, in the tenant's own words where it wrote some and enabled them, or in those of `draft`. */
export async function renderLetter(ctx: TenantContext, name: TemplateName, to: Addressee, values: { url?: string; ip?: string }, draft?: { subject: string; body: string }): Promise<ReturnType<typeof letter>> {
  const tenant = senderOf(ctx)
  const own = draft ?? ownWords(await ownTemplate(ctx, name))
  const { locale, texts } = languageOf(ctx, to)
  return own
    ? inOwnWords(own, { ...valuesFor(ctx, to), ...values })
    : letter(texts[name], { tenant, email: to.email, ...values }, { sender: tenant, locale })
}

/**
 * Fills in and sends one message; `kept` when the server is away and it will be tried again. Rejects with `MailFailure` when it was refused, and, with
 * `now`, also when the server is away.
 */
export async function sendTemplate(ctx: TenantContext, name: TemplateName, to: Addressee, values: { url?: string; ip?: string }, options: { now?: boolean } = {}): Promise<'sent' | 'kept'> {
  if (name === 'welcome_email' && (await ownTemplate(ctx, name))?.enabled === false) return 'sent'
  const mailer = await mailerFor(ctx)
  const message = {
    to: to.email,
    from: { name: senderOf(ctx), address: `no-reply@${ctx.addresses.hostOf(ctx.tenant.name)}` },
    ...(await renderLetter(ctx, name, to, values)),
  }
  if (!options.now) return sendOrKeep(ctx, mailer, message, { tenantId: ctx.tenant.id, purpose: name })
  await mailer.send(message)
  return 'sent'
}

const ownWords = (own: Awaited<ReturnType<typeof ownTemplate>>) =>
  own?.enabled && own.body !== null && own.subject !== null ? { body: own.body, subject: own.subject, from: own.from ?? undefined } : undefined

const senderOf = (ctx: Pick<TenantContext, 'tenant'>): string => oneLine(callingName(ctx))

function inOwnWords(...given: Parameters<typeof ownLetter>): ReturnType<typeof ownLetter> {
  try {
    return ownLetter(...given)
  } catch (error) {
    throw new MailFailure('The tenant\'s own template could not be filled in.', error)
  }
}

/** The person's own language (`user_metadata.lang`), else the tenant's first that we speak. */
function languageOf(ctx: Pick<TenantContext, 'tenant'>, to: Addressee): { locale: string; texts: EmailTexts } {
  const enabled = ctx.tenant.settings['enabled_locales']
  const wanted: unknown[] = [to.user_metadata?.['lang'], ...(Array.isArray(enabled) ? enabled : []), 'en']
  const tags = wanted.filter((each): each is string => typeof each === 'string').map((tag) => tag.toLowerCase().split(/[-_]/)[0]!)
  const locale = tags.find((tag) => Object.hasOwn(languages, tag)) ?? 'en'
  return { locale, texts: languages[locale]! }
}
