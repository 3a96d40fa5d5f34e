/** Operations on sessions: of one browser, and of one user in all browsers. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { Metadata, TokenUserUnknown } from '#resources/refresh-tokens/index.ts'

export const SessionNotFound = problem(404, undefined, 'The session does not exist.')

const { Optional } = Type

export const SessionShown = Type.Object({
  id: Type.String(),
  user_id: Type.String(),
  created_at: Timestamp(),
  updated_at: Timestamp(),
  authenticated_at: Timestamp(),
  idle_expires_at: Timestamp(),
  expires_at: Timestamp(),
  last_interacted_at: Timestamp(),
  device: Type.Object({
    initial_ip: Optional(Type.String()),
    initial_user_agent: Optional(Type.String()),
    last_ip: Optional(Type.String()),
    last_user_agent: Optional(Type.String()),
  }),
  clients: Type.Array(Type.Object({ client_id: Type.String() })),
  authentication: Type.Object({ methods: Type.Array(Type.Object({ name: Type.String(), timestamp: Timestamp() })) }),
  cookie: Type.Object({ mode: OneOf(['non-persistent', 'persistent']) }),
  session_metadata: Optional(Metadata),
})

export const sessionsContract = resource({
  name: 'sessions',
  about: "Sessions: a person's presence in one browser.",
  operations: {
    get: { http: 'GET /sessions/:id', summary: 'Show a session', scope: 'read:sessions', returns: SessionShown, throws: [SessionNotFound] },
    update: {
      http: 'PATCH /sessions/:id',
      summary: "Replace a session's metadata",
      scope: 'update:sessions',
      body: Closed({ session_metadata: Optional(Nullable(Metadata)) }, { minProperties: 1 }),
      returns: SessionShown,
      throws: [SessionNotFound],
    },
    delete: { http: 'DELETE /sessions/:id', summary: 'End a session; refresh tokens that began in it stay', scope: 'delete:sessions', status: 202 },
    revoke: {
      http: 'POST /sessions/:id/revoke',
      summary: 'End a session and every refresh token that began in it',
      scope: ['delete:sessions', 'delete:refresh_tokens'],
      status: 202,
      throws: [SessionNotFound],
    },
  },
})

export const userSessionsContract = resource({
  name: 'userSessions',
  about: 'The sessions of a user.',
  operations: {
    list: {
      http: 'GET /users/:user_id/sessions',
      summary: "List a user's sessions",
      scope: 'read:sessions',
      query: Closed({ include_totals: Optional(Type.Boolean({ description: 'accepted; there are no totals in this style of paging' })) }),
      returns: SessionShown,
      paging: { style: 'checkpoint', plural: 'sessions', max: 100, default: 50 },
      throws: [TokenUserUnknown],
    },
    delete: {
      http: 'DELETE /users/:user_id/sessions',
      summary: 'End every session of a user',
      scope: 'delete:sessions',
      status: 202,
      throws: [TokenUserUnknown],
    },
    revokeAccess: {
      http: 'POST /users/:id/revoke-access',
      summary: 'End the sessions of a user, or one of them, with their refresh tokens',
      scope: ['delete:sessions', 'delete:refresh_tokens'],
      status: 202,
      body: Closed({
        session_id: Optional(Type.String({ minLength: 1, maxLength: 50 })),
        preserve_refresh_tokens: Optional(Type.Boolean()),
      }),
    },
  },
})
