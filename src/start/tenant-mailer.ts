import { mailerFor } from '#resources/email-provider/index.ts'
import type { MailerOf } from './mail-retry.job.ts'
import { withinTenant } from './process-context.ts'

export const tenantMailer: MailerOf = async (context, name) => {
  const tenant = name === null ? undefined : await context.cache.tenant(name)
  return tenant ? mailerFor(withinTenant(context, tenant)) : context.mailer
}
