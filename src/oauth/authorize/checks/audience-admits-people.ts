/** The API must take people's tokens from this application; the same rule as at the token endpoint (`policy`). */
import type { TenantContext } from '#platform/context/index.ts'
import { refusesPeople } from '../../policy/index.ts'
import { RedirectError } from '../errors.ts'
import type { RequestTrusted } from '../phases.ts'

export async function audienceAdmitsPeople({ audience, client }: RequestTrusted, ctx: TenantContext): Promise<void> {
  const refusal = await refusesPeople(ctx, client, audience)
  if (refusal !== undefined) throw new RedirectError('access_denied', refusal)
}
