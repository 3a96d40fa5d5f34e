/** The client credentials grant without the application's credentials, for somebody who may read them: same checks, same token, recorded with who asked. */
import { OAuthError } from '#kernel/problem.ts'
import { findClient } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import type { IssueTestToken } from '#resources/test-tokens/index.ts'
import { isPublic } from '../client-authentication/index.ts'
import { readParameters } from '../parameters/index.ts'
import { may } from './grant.ts'
import { clientCredentials } from './grants/client-credentials.ts'
import { issue } from './issue.ts'

export const issueTestToken: IssueTestToken = async (ctx, { clientId, audience, by }) => {
  const client = await findClient(ctx, clientId)
  if (!client || client.global) return { refused: 'There is no application with this client id.' }
  if (isPublic(client)) return { refused: `${client.name} keeps no secret, so it gets no tokens in its own name.` }
  if (!may(client, clientCredentials)) return { refused: `${client.name} may not use the grant client_credentials; allow it under Credentials.` }
  try {
    const nothing = { jkt: undefined, x5t: undefined }
    const proof = await clientCredentials.prove(ctx, { client, authenticated: true, parameters: readParameters({ ...ctx.request, body: { audience } }), possession: nothing })
    const { answer } = await issue(ctx, client, proof, nothing)
    await record(ctx, { type: clientCredentials.events.success, description: 'A token to try an API with', client_id: client.client_id, client_name: client.name, audience, scope: answer.scope, details: { test: true, asked_by: by } })
    return { access_token: answer.access_token, token_type: answer.token_type, expires_in: answer.expires_in, ...(answer.scope === undefined ? {} : { scope: answer.scope }) }
  } catch (error) {
    if (error instanceof OAuthError) return { refused: error.description }
    throw error
  }
}
