/** Operations on users; roles and permissions of users stand in `resources/roles`. */
import { listing, Nothing, resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { LogEntry } from '#resources/logs/index.ts'
import * as problems from './users.problems.ts'
import { IdentityLink, UserCreate, UserIdentity, UserShown, UserUpdate } from './users.schema.ts'

const self = problems.NotYourself

export const usersContract = resource({
  name: 'users',
  about: 'People who sign in, their profiles, metadata and identities.',
  operations: {
    list: {
      http: 'GET /users',
      summary: 'List or search users',
      scope: ['read:users', 'read:user_idp_tokens'],
      query: Closed({
        q: Type.Optional(Type.String({ description: 'search in Lucene syntax' })),
        sort: Type.Optional(Type.String({ maxLength: 200, description: 'attribute and order: created_at:1, email:-1' })),
        connection: Type.Optional(Type.String({ maxLength: 200 })),
        search_engine: Type.Optional(OneOf(['v1', 'v2', 'v3'], { description: 'accepted; every search is version 3' })),
        primary_order: Type.Optional(Type.Boolean({ description: 'accepted; the order is always the same' })),
      }),
      ...listing(UserShown, 'users', { style: 'both' }),
      throws: [problems.PageTooDeep, problems.BadSort, problems.SearchTimedOut],
    },
    create: {
      http: 'POST /users',
      summary: 'Create a user',
      scope: 'create:users',
      body: UserCreate,
      returns: UserShown,
      throws: [
        problems.UserExists, problems.ConnectionUnknown, problems.ConnectionDisabled, problems.CreationUnsupported, problems.NoUsernames,
      ],
    },
    get: {
      http: 'GET /users/:id',
      summary: 'Show a user',
      scope: ['read:users', 'read:current_user', 'read:user_idp_tokens'],
      returns: UserShown,
      fields: true,
      throws: [problems.UserNotFound, self],
    },
    update: {
      http: 'PATCH /users/:id',
      summary: 'Change a user',
      scope: ['update:users', 'update:users_app_metadata', 'update:current_user_metadata'],
      body: UserUpdate,
      returns: UserShown,
      throws: [
        problems.UserNotFound, self, problems.MetadataOnly, problems.EmailTaken, problems.UsernameTaken, problems.PhoneTaken, problems.ConnectionUnknown,
        problems.NotForThisConnection, problems.EmailOfNonDatabaseUser, problems.ChangeInDisabledConnection,
        problems.NoVerificationForEnterprise, problems.NoUsernames,
      ],
    },
    delete: {
      http: 'DELETE /users/:id',
      summary: 'Delete a user',
      scope: ['delete:users', 'delete:current_user'],
      returns: Nothing,
      throws: [self],
    },
    link: {
      http: 'POST /users/:id/identities',
      summary: 'Link another account to a user',
      scope: ['update:users', 'update:current_user_identities'],
      body: IdentityLink,
      returns: Type.Array(UserIdentity),
      throws: [
        problems.UserNotFound, self, problems.SameIdentity, problems.IdentityTaken, problems.SecondaryUnlinkable, problems.SecondaryUnknown,
        problems.LinkNeedsConnection, problems.LinkToNobody, problems.ProviderNotConfigured,
      ],
    },
    unlink: {
      http: 'DELETE /users/:id/identities/:provider/:user_id',
      summary: 'Unlink an account from a user; it stands for itself again',
      scope: ['update:users', 'update:current_user_identities'],
      status: 200,
      returns: Type.Array(UserIdentity),
      throws: [problems.UserNotFound, self, problems.MainIdentityStays, problems.IdentityUnknown],
    },
    logs: {
      http: 'GET /users/:id/logs',
      summary: "List the log events of a user",
      scope: ['read:logs', 'read:logs_users'],
      query: Closed({ sort: Type.Optional(Type.String({ maxLength: 200 })) }),
      returns: LogEntry,
      paging: { style: 'offset', plural: 'logs', max: 100, default: 50 },
    },
  },
})
