/** Operations on client grants. */
import { listing, Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, Type, type Static } from '#kernel/schema.ts'

export const GrantNotFound = problem(404, 'inexistent_client_grant', 'The grant does not exist.')
export const GrantToChangeNotFound = problem(404, 'inexistent_client_grant', 'The client grant does not exist.')
export const ApiNotFound = problem(404, 'inexistent_resource_server', 'Resource server not found')
export const GrantClientNotFound = problem(404, 'inexistent_client', 'Client not found')
/** The documented message names the wrong thing; clients look at the status. */
export const GrantTaken = problem(409, 'client_grant_conflict', 'A resource server with the same identifier already exists.')

const { Optional } = Type
const scope = Type.Array(Type.String({ minLength: 1, maxLength: 280 }), { maxItems: 2000 })
const usage = OneOf(['deny', 'allow', 'require'])
const subject = OneOf(['client', 'user', 'anonymous_user'])
const detailTypes = Type.Array(Type.String({ minLength: 1, maxLength: 255 }))

export const ClientGrant = Type.Object({
  id: Type.String(),
  client_id: Type.String(),
  audience: Type.String(),
  scope,
  subject_type: subject,
  organization_usage: Optional(usage),
  allow_any_organization: Optional(Type.Boolean()),
  is_system: Optional(Type.Boolean()),
  authorization_details_types: Optional(detailTypes),
  allow_all_scopes: Optional(Type.Boolean()),
})
export type ClientGrant = Static<typeof ClientGrant>

export const clientGrantsContract = resource({
  name: 'clientGrants',
  about: 'Which application may ask for which scopes of which API.',
  operations: {
    list: {
      http: 'GET /client-grants',
      summary: 'List client grants',
      scope: 'read:client_grants',
      query: Closed({
        audience: Optional(Type.String({ maxLength: 600 })),
        client_id: Optional(Type.String({ maxLength: 255 })),
        allow_any_organization: Optional(Type.Boolean()),
        subject_type: Optional(subject),
        default_for: Optional(OneOf(['third_party_clients'])),
      }),
      ...listing(ClientGrant, 'client_grants', { style: 'both' }),
    },
    get: {
      http: 'GET /client-grants/:id',
      summary: 'Show a client grant',
      scope: 'read:client_grants',
      returns: ClientGrant,
      throws: [GrantNotFound],
    },
    create: {
      http: 'POST /client-grants',
      summary: 'Allow an application scopes of an API',
      scope: 'create:client_grants',
      body: Closed({
        client_id: Optional(Type.String({ minLength: 1, maxLength: 255 })),
        audience: Type.String({ minLength: 1, maxLength: 600 }),
        default_for: Optional(OneOf(['third_party_clients'])),
        organization_usage: Optional(usage),
        allow_any_organization: Optional(Type.Boolean()),
        scope: Optional(scope),
        subject_type: Optional(subject),
        authorization_details_types: Optional(detailTypes),
        allow_all_scopes: Optional(Type.Boolean()),
      }),
      returns: ClientGrant,
      throws: [ApiNotFound, GrantClientNotFound, GrantTaken],
    },
    update: {
      http: 'PATCH /client-grants/:id',
      summary: 'Change a client grant',
      scope: 'update:client_grants',
      body: Closed({
        scope: Optional(Nullable(scope)),
        organization_usage: Optional(Nullable(usage)),
        allow_any_organization: Optional(Nullable(Type.Boolean())),
        authorization_details_types: Optional(detailTypes),
        allow_all_scopes: Optional(Nullable(Type.Boolean())),
      }),
      returns: ClientGrant,
      throws: [GrantToChangeNotFound],
    },
    delete: {
      http: 'DELETE /client-grants/:id',
      summary: 'Take a client grant away',
      scope: 'delete:client_grants',
      returns: Nothing,
    },
  },
})
