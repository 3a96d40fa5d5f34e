/** Operations on refresh tokens, and on those of one user. */
import { resource, type Paging } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, Type } from '#kernel/schema.ts'
import { Metadata, RefreshToken } from './refresh-tokens.schema.ts'

export const TokenNotFound = problem(404, undefined, 'The refresh token does not exist.')
export const UserMissing = problem(400, 'invalid_query_string', "Missing required 'user_id' parameter.")
/** With sessions and refresh tokens the same thing is said in other words than elsewhere. */
export const TokenUserUnknown = problem(404, 'inexistent_user', 'User not found')
export const TokenClientUnknown = problem(404, 'inexistent_client', 'The client does not exist.')
export const BadCombination = problem(400, 'invalid_body', 'Invalid combination of parameters.')
export const NoSuchUser = problem(400, 'inexistent_user', 'User not found.')
export const NoSuchClient = problem(400, 'inexistent_client', 'Client not found.')
export const NoSuchApi = problem(400, 'inexistent_resource_server', 'Resource server not found.')

const { Optional } = Type
const byCheckpoint = (plural: string): { paging: Paging } => ({ paging: { style: 'checkpoint', plural, max: 100, default: 50 } })

export const refreshTokensContract = resource({
  name: 'refreshTokens',
  about: 'Refresh tokens: what applications may renew without the person.',
  operations: {
    list: {
      http: 'GET /refresh-tokens',
      summary: 'List the refresh tokens of a user, or those of one application',
      scope: 'read:refresh_tokens',
      query: Closed({ user_id: Optional(Type.String({ maxLength: 300 })), client_id: Optional(Type.String({ maxLength: 255 })) }),
      returns: RefreshToken,
      fields: true,
      ...byCheckpoint('refresh_tokens'),
      throws: [UserMissing, TokenUserUnknown, TokenClientUnknown],
    },
    revoke: {
      http: 'POST /refresh-tokens/revoke',
      summary: 'Revoke refresh tokens by their ids, or those of a user, of an application, or of both',
      scope: 'delete:refresh_tokens',
      status: 202,
      body: Closed({
        ids: Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 1000 })),
        user_id: Optional(Type.String({ minLength: 1, maxLength: 300 })),
        client_id: Optional(Type.String({ minLength: 1, maxLength: 255 })),
        audience: Optional(Type.String({ minLength: 1, maxLength: 600 })),
      }),
      throws: [BadCombination, NoSuchUser, NoSuchClient, NoSuchApi],
    },
    get: { http: 'GET /refresh-tokens/:id', summary: 'Show a refresh token', scope: 'read:refresh_tokens', returns: RefreshToken, throws: [TokenNotFound] },
    update: {
      http: 'PATCH /refresh-tokens/:id',
      summary: "Replace a refresh token's metadata",
      scope: 'update:refresh_tokens',
      body: Closed({ refresh_token_metadata: Optional(Nullable(Metadata)) }, { minProperties: 1 }),
      returns: RefreshToken,
      throws: [TokenNotFound],
    },
    delete: { http: 'DELETE /refresh-tokens/:id', summary: 'Revoke a refresh token', scope: 'delete:refresh_tokens' },
  },
})

export const userRefreshTokensContract = resource({
  name: 'userRefreshTokens',
  about: 'The refresh tokens of a user.',
  operations: {
    list: {
      http: 'GET /users/:user_id/refresh-tokens',
      summary: "List a user's refresh tokens",
      scope: 'read:refresh_tokens',
      query: Closed({ include_totals: Optional(Type.Boolean({ description: 'accepted; there are no totals in this style of paging' })) }),
      returns: RefreshToken,
      ...byCheckpoint('tokens'),
      throws: [TokenUserUnknown],
    },
    delete: {
      http: 'DELETE /users/:user_id/refresh-tokens',
      summary: "Revoke a user's refresh tokens",
      scope: 'delete:refresh_tokens',
      status: 202,
      throws: [TokenUserUnknown],
    },
  },
})
