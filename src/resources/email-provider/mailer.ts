import type { TenantContext } from '#platform/context/index.ts'
import { createMailer, type Mailer, type SmtpOptions } from '#platform/mail/index.ts'
import type { Credentials } from './email-provider.contract.ts'
import { selectProvider, type ProviderRow } from './email-provider.store.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant' | 'cache' | 'secrets' | 'mailer' | 'log' | 'clock'>

/** The tenant's own mail server when it has one that is enabled, else the appliance's way out. */
export async function mailerFor(ctx: Ctx): Promise<Mailer> {
  const own = await ctx.cache.keep(ctx.tenant.id, 'email-provider', async () => {
    const row = await selectProvider(ctx.db, ctx.tenant.id)
    return row?.enabled ? ownMailer(ctx, row) : undefined
  })
  return own ?? ctx.mailer
}

export const hasOwnServer = async (ctx: Ctx): Promise<boolean> => (await mailerFor(ctx)) !== ctx.mailer

function ownMailer({ secrets, log, clock }: Ctx, row: ProviderRow): Mailer {
  const smtp = smtpOptions(JSON.parse(secrets.open(Buffer.from(row.credentials_sealed))) as Credentials)
  return createMailer({ outboxDir: '', smtp, from: addressIn(row.default_from_address), log, clock })
}

/** A password leaves only through TLS; without one TLS is used where it is offered. */
function smtpOptions({ smtp_host: host = '', smtp_port: port = 587, smtp_user: user, smtp_pass: password = '' }: Credentials): SmtpOptions {
  const security = port === 465 ? 'tls' : user === undefined ? 'opportunistic' : 'starttls'
  return { host, port, security, ...(user === undefined ? {} : { user, password }) }
}

const addressIn = (from: string | null): string | undefined => (from === null ? undefined : (/<([^<>]+)>\s*$/.exec(from)?.[1] ?? from))
