import type { TenantContext } from '#platform/context/index.ts'
import type { OwnValues } from '#platform/mail/index.ts'
import { callingName } from '#resources/tenants/index.ts'
import type { User } from '#resources/users/index.ts'

export type Addressee = Partial<User> & { email: string }

const shown = ['user_id', 'email', 'email_verified', 'username', 'name', 'nickname', 'given_name', 'family_name', 'picture', 'user_metadata', 'app_metadata'] as const

/** What a tenant's own template may name: `user`, `tenant`, `friendly_name`, `support_email`, `support_url`, `connection`, `custom_domain` (of the link); with `url` and `ip` of the message. */
export function valuesFor(ctx: Pick<TenantContext, 'tenant' | 'certificates'>, to: Addressee, url?: string): OwnValues {
  const domain = url === undefined ? undefined : ctx.certificates.domain(new URL(url).hostname)
  const { support_email, support_url } = ctx.tenant.settings
  return {
    user: Object.fromEntries(shown.map((name) => [name, to[name]])),
    email: to.email,
    tenant: ctx.tenant.name,
    friendly_name: callingName(ctx),
    support_email,
    support_url,
    connection: { name: to.connection },
    ...(domain ? { custom_domain: { domain: domain.domain, domain_metadata: domain.body['domain_metadata'] ?? {} } } : {}),
  }
}
