import type { TenantContext } from '#platform/context/index.ts'
import { letter, oneLine, sendOrKeep } from '#platform/mail/index.ts'

/** Tells each owner of the tenant what its log says too. `what` completes "There have been …". */
export async function tellOwners(ctx: Pick<TenantContext, 'db' | 'secrets' | 'mailer' | 'tenant' | 'addresses'>, owners: readonly string[], what: string): Promise<void> {
  const tenant = oneLine(ctx.tenant.name)
  for (const to of owners) {
    await sendOrKeep(ctx, ctx.mailer, {
      to,
      from: { name: tenant, address: `no-reply@${ctx.addresses.hostOf(ctx.tenant.name)}` },
      ...letter(text, { tenant, what }, { sender: tenant, locale: 'en' }),
    }, { tenantId: null, purpose: 'throttled_address' })
  }
}

const text = {
  subject: 'An address is throttled at {{ tenant }}',
  heading: 'Somebody tries very often',
  paragraphs: ['There have been {{ what }}', 'Further attempts from there are refused until some time has passed. The log of {{ tenant }} has the details (limit_mu).'],
  small: 'You get this message because you own this tenant, once an hour at most.',
}
