/** Operations on parties and people. */
import type { Party } from '#kernel/mandate.ts'
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { changeScope, jobRoles, readScope, reasons, Shown, ShownList } from '../context/index.ts'
import type { Person } from './persons.store.ts'

const roles = Type.Array(OneOf(jobRoles), { maxItems: 20, uniqueItems: true })
const party = OneOf(['provider', 'subscriber'])
const person = { id: Type.String(), party, roles: Type.Array(OneOf(jobRoles)), email: Type.String(), name: Type.String(), state: OneOf(['invited', 'active', 'removed']) }
const invited = Shown<{ person: Person; link: string; expiresAt: Date; mailed: boolean }>({ link: Type.String({ description: 'shown this once; hand it over when nothing was mailed' }), mailed: Type.Boolean() })

export type PartyView = { party: Party; name: string; people: number; key: string | undefined; keyHeldHere: boolean | undefined }

export const partiesContract = resource({
  name: 'parties',
  about: 'Provider and subscriber.',
  operations: {
    list: { http: 'GET /parties', summary: 'Show both parties and their keys', scope: readScope, row: reasons.reading, returns: ShownList<PartyView>({ party, name: Type.String(), people: Type.Integer(), key: Type.Optional(Type.String()), keyHeldHere: Type.Optional(Type.Boolean({ description: 'whether this appliance keeps the private half' })) }) },
    adoptKey: {
      http: 'PUT /parties/:party/key', summary: 'Sign with a key of one\'s own from now on', scope: changeScope, row: reasons.signing, risk: 'routine',
      body: Closed({ public_key: Type.String({ maxLength: 60, description: 'Ed25519, 32 bytes, base64url' }) }), returns: Closed({ id: Type.String() }),
    },
    assignClient: {
      http: 'PUT /parties/:party/clients/:client', summary: 'Let an application act for a party', scope: changeScope, row: 'configure', risk: 'routine',
      body: Closed({ roles }), returns: Closed({ client: Type.String() }),
    },
  },
})

export const personsContract = resource({
  name: 'persons',
  about: 'People of the parties, with their job roles.',
  operations: {
    list: { http: 'GET /persons', summary: 'List people', scope: readScope, row: reasons.reading, returns: ShownList<Person>(person) },
    me: { http: 'GET /persons/me', summary: 'Show for whom one acts here', scope: readScope, row: reasons.own, returns: Shown<{ party: Party; roles: string[]; name: string; id: string | undefined }>({ party, roles: Type.Array(OneOf(jobRoles)), name: Type.String() }) },
    get: { http: 'GET /persons/:id', summary: 'Show a person', scope: readScope, row: reasons.reading, returns: Shown<Person>(person) },
    invite: {
      http: 'POST /persons', summary: 'Invite a person', scope: changeScope, row: 'configure', risk: 'routine',
      body: Closed({ email: Type.String({ format: 'email', maxLength: 320 }), name: Type.String({ minLength: 1, maxLength: 200 }), party, roles }), returns: invited,
    },
    inviteAgain: { http: 'POST /persons/:id/invitation', summary: 'Invite again; links from before stop working', scope: changeScope, row: 'configure', risk: 'routine', returns: invited },
    update: {
      http: 'PATCH /persons/:id', summary: 'Change name or job roles', scope: changeScope, row: 'configure', risk: 'routine',
      body: Closed({ name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), roles: Type.Optional(roles) }), returns: Shown<Person>(person),
    },
    move: {
      http: 'PUT /persons/:id/party', summary: 'Move a person to the other party; their sessions end', scope: changeScope, row: 'configure', risk: 'routine',
      body: Closed({ party, roles }), returns: Shown<Person>(person),
    },
    remove: { http: 'DELETE /persons/:id', summary: 'Remove a person; their sessions end, and what they did stays on record', scope: changeScope, row: 'configure', risk: 'routine' },
  },
})
