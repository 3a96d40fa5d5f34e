/** An API may be closed to people's tokens, or open only to applications with a client grant for them (`subject_type_authorization.user`). */
import { findClientGrant } from '#resources/client-grants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { RedirectError } from '../errors.ts'
import type { RequestTrusted } from '../phases.ts'

export async function audienceAdmitsPeople({ audience, client }: RequestTrusted, ctx: TenantContext): Promise<void> {
  const policy = audience?.api.subject_type_authorization?.user?.policy ?? 'allow_all'
  if (!audience || policy === 'allow_all') return
  if (policy === 'require_client_grant' && (await findClientGrant(ctx, client.client_id, audience.api.identifier, 'user'))) return
  throw new RedirectError('access_denied', `Client ${client.client_id} is not authorized to access resource server "${audience.identifier}" on behalf of users.`)
}
