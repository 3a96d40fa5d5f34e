import type { TenantContext } from '#platform/context/index.ts'
import { plainly } from '#platform/mail/index.ts'
import { ownTemplate } from '#resources/email-templates/index.ts'
import type { User } from '#resources/users/index.ts'
import { valuesFor } from './emails/values.ts'

type Given = { resultUrl?: string | undefined; seconds?: number | undefined }

/** How long a link lives and where its last page leads: as the caller says, else as the tenant's own template of the message does. */
export async function linkDefaults(ctx: TenantContext, template: 'verify_email' | 'reset_email', user: User, given: Given): Promise<Given> {
  const own = await ownTemplate(ctx, template)
  if (!own?.enabled) return { resultUrl: given.resultUrl, seconds: given.seconds }
  const values = valuesFor(ctx, { ...user, email: user.email ?? '' })
  return { resultUrl: given.resultUrl ?? ledTo(own.resultUrl ? plainly(own.resultUrl, values) : undefined, own.includeEmailInRedirect === true ? user.email : null), seconds: given.seconds ?? (own.urlLifetimeInSeconds || undefined) }
}

function ledTo(address: string | undefined, email: string | null): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (email !== null) url.searchParams.set('email', email)
  return url.href
}
