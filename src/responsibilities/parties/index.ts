/**
 * The parties and their people. Owns `persons` and `invitations`.
 *
 * A person is a user of the root tenant authority who belongs to one party and has job roles. States: invited → active → removed; a removed
 * person stays in the record and may be invited again. An invitation is a link usable once, by mail or, without a mail server, copied by hand;
 * only the SHA-256 of its token is kept.
 * Does not make accounts or sign anybody in: whoever follows an invitation brings the id of the account they have made or had.
 */
export {
  acceptInvitation, assignClient, callerOfClient, callerOfPerson, changePerson, ensureFirstPerson, findPerson, invitationOf, invitePerson, listPersons, localCaller, movePerson,
  personsOfParty, removePerson, renewInvitation, type Invited,
} from './persons.ts'
export type { Person } from './persons.store.ts'
export { parties, personResource } from './parties.handlers.ts'
