/** What an authorization request leaves in the tenant's log. */
import type { TenantEvent } from '#kernel/event.ts'
import { findConnection } from '#resources/connections/index.ts'
import { record } from '#resources/logs/index.ts'
import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { SessionFacts } from '../browser/index.ts'
import type { Granted } from './phases.ts'

/** `s`: a login, also by a session from before. `ssa`: a silent one. Without the session's id where the statement that begins it adds that. */
export async function successOf(ctx: TenantContext, request: Granted, session: Pick<SessionFacts, 'connection'> & { id?: string }): Promise<TenantEvent> {
  const { client, user, audience, granted, prompts } = request
  const connection = await findConnection(ctx, session.connection)
  const silent = prompts.has('none')
  return {
    type: silent ? 'ssa' : 's',
    description: silent ? 'Successful silent authentication' : 'Successful login',
    client_id: client.client_id,
    client_name: client.name,
    user_id: user.user_id,
    user_name: user.email ?? user.username ?? user.name ?? undefined,
    connection: session.connection,
    connection_id: connection?.id,
    strategy: connection?.strategy,
    strategy_type: connection?.strategy === 'auth0' ? 'database' : undefined,
    audience: audience?.identifier,
    scope: granted.scopes,
    details: { session_id: session.id, by_session: request.presence.by === 'session', response_type: request.parameters.get('response_type') },
  }
}

/** `f`: a refused request. `fsa`: a silent one that would have needed the person. */
export const recordFailure = (ctx: TenantContext, about: { silent: boolean; client: Client | undefined; claimedId?: string | undefined; error: string; description: string; audience?: string | undefined; scope?: string | undefined }): Promise<void> =>
  record(ctx, {
    type: about.silent ? 'fsa' : 'f',
    description: about.description,
    client_id: about.client?.client_id ?? about.claimedId,
    client_name: about.client?.name,
    audience: about.audience,
    scope: about.scope,
    details: { error: about.error },
  })
