import type { TenantContext } from '#platform/context/index.ts'
import type { User } from '#resources/users/index.ts'
import { inBackground } from './background.ts'
import { sendTemplate } from './emails/index.ts'
import { linkOrigin } from './link-origin.ts'

/** Tells somebody whose name was blocked, and from where, with the link that lifts the block. Beside the answer, which must not wait for it. */
export function sendUnblockLink(ctx: TenantContext, user: User, link: string): void {
  const { email } = user
  if (email === null) return
  const url = `${linkOrigin(ctx)}/u/unblock?ticket=${link}`
  inBackground(ctx, 'The message with the unblock link', () => sendTemplate(ctx, 'blocked_account', { ...user, email }, { url, ip: ctx.request.ip }))
}
