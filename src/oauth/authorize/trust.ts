/** Client known → request trusted: every parameter gets its meaning, or the application is told what has none. */
import { findConnection, connectionsOfClient, type Connection } from '#resources/connections/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { findAudience, namedAudience, splitScope, type Audience } from '../policy/index.ts'
import { DetailsRefused, readDetails, type AuthorizationDetail } from '../authorization-details/index.ts'
import { RedirectError } from './errors.ts'
import { expectedSubject } from './expected-subject.ts'
import type { ClientKnown, Passed, Prompt, RequestTrusted } from './phases.ts'
import { readClaims } from './requested-claims.ts'
import { readResponseType } from './response-type.ts'

export async function trust(ctx: TenantContext, request: Passed<ClientKnown>): Promise<RequestTrusted> {
  const { parameters, client, returnTo } = request
  const responseType = readResponseType(parameters.get('response_type') ?? '')
  if (!responseType) throw new RedirectError('unsupported_response_type', `Unsupported response type: ${parameters.get('response_type')}`)
  const challenge = parameters.get('code_challenge')
  const name = parameters.get('connection')
  const claims = readClaims(parameters.get('claims'))
  const audience = await audienceOf(ctx, namedAudience(ctx, parameters.get))
  return {
    parameters,
    client,
    returnTo,
    responseType,
    scopes: splitScope(parameters.get('scope')),
    audience,
    prompts: new Set(splitScope(parameters.get('prompt')).filter(isPrompt)),
    maxAge: seconds(parameters.get('max_age')),
    nonce: parameters.get('nonce'),
    challenge: challenge === undefined ? undefined : { value: challenge, method: parameters.get('code_challenge_method') === 'S256' ? 'S256' : 'plain' },
    connection: name === undefined ? undefined : await connectionOf(ctx, request, name),
    subject: await expectedSubject(ctx, request, claims),
    claims,
    details: detailsOf(parameters.get('authorization_details'), audience),
  }
}

/** Prompts we do not know are passed over, as Auth0 does. */
const isPrompt = (value: string): value is Prompt => ['none', 'login', 'consent', 'select_account', 'create'].includes(value)

async function audienceOf(ctx: TenantContext, asked: string | undefined): Promise<Audience | undefined> {
  const audience = await findAudience(ctx, asked)
  if (audience === 'unknown') throw new RedirectError('access_denied', `Service not found: ${asked}`)
  return audience === 'none' ? undefined : audience
}

function detailsOf(text: string | undefined, audience: Audience | undefined): AuthorizationDetail[] {
  try {
    return readDetails(text, audience)
  } catch (error) {
    throw error instanceof DetailsRefused ? new RedirectError('invalid_authorization_details', error.message) : error
  }
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw new RedirectError('invalid_request', 'Parameter max_age must be a number of seconds.')
  return Number(text)
}

async function connectionOf(ctx: TenantContext, { client }: ClientKnown, name: string): Promise<Connection> {
  const connection = await findConnection(ctx, name)
  if (!connection) throw new RedirectError('invalid_request', 'the connection was not found')
  const enabled = await connectionsOfClient(ctx, client.client_id)
  if (!enabled.some((each) => each.id === connection.id)) throw new RedirectError('invalid_request', 'the connection is not enabled for this client')
  return connection
}
