/** Parsed → client known: who asks, and whether the return address is theirs. Whatever is wrong here is shown on a page. */
import { findClient, type Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { PageError } from './errors.ts'
import type { ClientKnown, Parsed, Passed, ReturnAddress } from './phases.ts'
import { matchesCallback, webOrigin } from './redirect-uri.ts'
import { readResponseMode } from './response-mode.ts'

export async function identify(ctx: TenantContext, request: Passed<Parsed>): Promise<ClientKnown> {
  const { parameters } = request
  const clientId = parameters.get('client_id')
  if (clientId === undefined) throw new PageError(400, 'invalid_request', 'Missing required parameter: client_id')
  const client = await findClient(ctx, clientId)
  if (!client || client.global) throw new PageError(400, 'invalid_request', `Unknown client: ${clientId}`)
  return { parameters, client, returnTo: returnAddress(client, parameters) }
}

function returnAddress(client: Client, parameters: Parsed['parameters']): ReturnAddress {
  const callbacks = client.callbacks ?? []
  const asked = parameters.get('redirect_uri')
  const redirectUri = asked ?? callbacks.find((callback) => !callback.includes('*'))
  if (redirectUri === undefined) throw new PageError(400, 'invalid_request', 'The request is missing a required parameter: redirect_uri')
  if (!matchesCallback(redirectUri, callbacks, { native: client.app_type === 'native' })) {
    throw new PageError(403, 'invalid_request', 'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.')
  }
  const { mode, signed } = readResponseMode(parameters.get('response_mode'), parameters.get('response_type'))
  if (mode === 'web_message' && webMessageOrigin(client, redirectUri) === undefined) {
    throw new PageError(403, 'invalid_request', 'The origin of redirect_uri is not an allowed web origin of this application.')
  }
  return { redirectUri, mode, signed, state: parameters.get('state') }
}

/** The one origin a web message may go to: that of the redirect URI, when the application lists it as web origin or in a callback. */
export function webMessageOrigin(client: Client, redirectUri: string): string | undefined {
  const origin = webOrigin(redirectUri)
  if (origin === undefined) return undefined
  const callbacks = client.callbacks ?? []
  const listed = (client.web_origins ?? []).includes(origin) || callbacks.some((callback) => webOrigin(callback) === origin)
  return listed || matchesCallback(redirectUri, callbacks, { native: false }) ? origin : undefined
}
