/** A request that its application pushes (RFC 9126 section 2.1): the same checks as at /authorize, as far as they do not need the person. */
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { unpacked } from './arrive.ts'
import { PageError, RedirectError } from './errors.ts'
import { identify } from './identify.ts'
import { fromStored } from './parameters.ts'
import { pass, pipeline } from './pipeline.ts'
import { trust } from './trust.ts'

/**
 * @param sent the parameters of the body, one value each. @returns what to store.
 * @throws OAuthError 400 in the words that /authorize would use.
 */
export async function considerPushed(ctx: TenantContext, client: Client, sent: Record<string, string | undefined>): Promise<Record<string, unknown>> {
  const { via: _via, ...plain } = sent
  try {
    const parameters = await unpacked(ctx, fromStored({ ...plain, client_id: client.client_id }, ['pushed']), client.client_id)
    const known = await pass(pipeline.clientKnown, 'pushed', await identify(ctx, await pass(pipeline.parsed, 'pushed', { parameters }, ctx)), ctx)
    if (known.client.client_id !== client.client_id) throw new PageError(400, 'invalid_request', 'client_id does not match the client that authenticated.')
    await pass(pipeline.requestTrusted, 'pushed', await trust(ctx, known), ctx)
    return parameters.stored
  } catch (error) {
    throw error instanceof PageError || error instanceof RedirectError ? new OAuthError(400, error.error, error.message) : error
  }
}
