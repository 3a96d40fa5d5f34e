import type { TenantContext } from '#platform/context/index.ts'
import type { EmailTemplate } from './email-templates.contract.ts'
import { selectTemplate } from './email-templates.store.ts'

/** The tenant's own message of that name, disabled or not; undefined when it has none. */
export const ownTemplate = (ctx: Pick<TenantContext, 'db' | 'tenant' | 'cache'>, name: EmailTemplate['template']): Promise<EmailTemplate | undefined> =>
  ctx.cache.keep(ctx.tenant.id, `email-template:${name}`, async () => (await selectTemplate(ctx.db, ctx.tenant.id, name))?.body as EmailTemplate | undefined)
