/**
 * Where the person is who gave an application their password: behind one application server everybody would otherwise count as one address.
 * The application says so in `auth0-forwarded-for`; believed of those that proved who they are and whose
 * `is_token_endpoint_ip_header_trusted` is set, because whoever may choose the address may try passwords without end.
 */
import { isIP } from 'node:net'
import type { TenantContext } from '#platform/context/index.ts'
import type { CallingClient } from '../client-authentication/index.ts'

export function atPersonsAddress(ctx: TenantContext, { client, authenticated }: CallingClient): TenantContext {
  const told = ctx.request.headers['auth0-forwarded-for']?.trim().replace(/^::ffff:(?=\d+\.)/i, '')
  if (told === undefined || isIP(told) === 0 || !authenticated || client.is_token_endpoint_ip_header_trusted !== true) return ctx
  return { ...ctx, request: { ...ctx.request, ip: told } }
}
