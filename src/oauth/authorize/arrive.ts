/** Sent → what is really asked: the request that was pushed (RFC 9126), the one inside a signed object (RFC 9101), or the parameters as they came. */
import { findClient } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { isPushedReference, pushedRequestsOn, takeRequest } from '../pushed/index.ts'
import { readRequestObject, RequestObjectRefused, signsRequests } from '../request-object/index.ts'
import { PageError } from './errors.ts'
import { fromStored, type AuthorizeParameters } from './parameters.ts'

export async function arrive(ctx: TenantContext, sent: AuthorizeParameters): Promise<AuthorizeParameters> {
  const uri = sent.get('request_uri')
  const clientId = sent.get('client_id')
  if (clientId === undefined) return sent
  if (uri !== undefined && isPushedReference(uri) && pushedRequestsOn(ctx)) {
    // Whatever else stands in the query was not pushed and counts for nothing (RFC 9101 section 6.3).
    const parameters = await takeRequest(ctx, uri, clientId)
    if (!parameters) throw new PageError(400, 'invalid_request_uri', 'The request_uri is unknown, has expired or has been used already.')
    // The via of the push is what was stored: nothing in a query can claim it.
    return fromStored(parameters, ['pushed'])
  }
  return unpacked(ctx, sent, clientId)
}

/** Opens the signed object, if there is one; only what is inside counts then (RFC 9101 section 6.3). */
export async function unpacked(ctx: TenantContext, sent: AuthorizeParameters, clientId: string): Promise<AuthorizeParameters> {
  const object = sent.get('request')
  const client = object === undefined ? undefined : await findClient(ctx, clientId)
  if (object === undefined || !client || !signsRequests(client) || sent.get('request_uri') !== undefined) return sent
  try {
    const { via: _via, ...parameters } = await readRequestObject(ctx, client, object)
    return fromStored(parameters, ['signed'])
  } catch (error) {
    // A page, not a redirect: the address to return to stands in what could not be believed.
    throw error instanceof RequestObjectRefused ? new PageError(400, error.error, error.message) : error
  }
}
