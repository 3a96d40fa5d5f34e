import type { Client } from '#resources/clients/index.ts'
import { callingName } from '#resources/tenants/index.ts'
import { fill, spokenIn } from '#login/index.ts'
import { letter } from '#platform/mail/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

/** The link that leads to the request; what the person may do there they must still prove. */
export async function sendLink(ctx: TenantContext, about: { client: Client; email: string; link: string; bindingMessage: string }): Promise<void> {
  const { locale, texts } = spokenIn(ctx)
  const { approval } = texts
  const origin = ctx.origins.includes(ctx.origin) ? ctx.origin : ctx.addresses.canonicalOrigin(ctx.tenant.name)
  const said = letter(
    { subject: approval.mailSubject, heading: approval.mailHeading, paragraphs: [approval.mailText, '{{ message }}'], button: approval.mailButton, small: approval.mailSmall },
    { url: `${origin}/approve?ticket=${about.link}`, app: about.client.name, message: fill(approval.message, { message: about.bindingMessage }) },
    { sender: callingName(ctx), locale },
  )
  await ctx.mailer.send({ to: about.email, ...said })
}
