/**
 * Messages to people, by the documented template names, a file per language. Knows neither their layout nor how they leave the appliance.
 */
import type { TenantContext } from '#platform/context/index.ts'
import { letter, MailFailure, oneLine, ownLetter } from '#platform/mail/index.ts'
import { mailerFor } from '#resources/email-provider/index.ts'
import { ownTemplate } from '#resources/email-templates/index.ts'
import { de } from './de.ts'
import type { EmailTexts, TemplateName } from './email-texts.ts'
import { en } from './en.ts'
import { valuesFor, type Addressee } from './values.ts'

const languages: Record<string, EmailTexts> = { en, de }

/** Fills in and sends one message, in the tenant's own words where it wrote some. Rejects with `MailFailure`. */
export async function sendTemplate(ctx: TenantContext, name: TemplateName, to: Addressee, values: { url?: string; ip?: string }): Promise<void> {
  const friendly = ctx.tenant.settings['friendly_name']
  const tenant = oneLine(typeof friendly === 'string' && friendly.trim() !== '' ? friendly : ctx.tenant.name)
  const own = await ownTemplate(ctx, name)
  if (name === 'welcome_email' && own?.enabled === false) return
  const { locale, texts } = languageOf(ctx, to)
  const mailer = await mailerFor(ctx)
  await mailer.send({
    to: to.email,
    from: { name: tenant, address: `no-reply@${ctx.addresses.hostOf(ctx.tenant.name)}` },
    ...(own?.enabled && own.body !== null && own.subject !== null
      ? inOwnWords({ body: own.body, subject: own.subject, from: own.from ?? undefined }, { ...valuesFor(ctx, to, values.url), ...values })
      : letter(texts[name], { tenant, email: to.email, ...values }, { sender: tenant, locale })),
  })
}

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
