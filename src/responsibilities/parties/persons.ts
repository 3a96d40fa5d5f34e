import type { Party } from '#kernel/mandate.ts'
import { problem, Problem } from '#kernel/problem.ts'
import { digest } from '#platform/crypto/index.ts'
import { mailSettings } from '#platform/mail/index.ts'
import { UniqueViolation } from '#platform/postgres/index.ts'
import { isSingle, jobRoles, nameOf, whoIs, within, type EndSessions, type JobRole, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { invitationMail } from './invitation.mail.ts'
import {
  activeOfParty, activePersonOfUser, allPersons, findClientParty, findInvitation, insertInvitation, insertPerson, lockPersons, personById, putClientParty,
  updatePerson, useInvitation, userExists, voidInvitations, type Person,
} from './persons.store.ts'

export const PersonNotFound = problem(404, 'person_not_found', 'There is no such person.')
export const InvitationUnusable = problem(410, 'invitation_unusable', 'This invitation was used, replaced or has run out; ask for a new one.')

const lifetimeMs = 7 * 24 * 3600 * 1000

export const listPersons = (office: Office): Promise<Person[]> => allPersons(office.db)
export const personsOfParty = (office: Pick<Office, 'db'>, party: Party): Promise<Person[]> => activeOfParty(office.db, party)

export async function findPerson(office: Pick<Office, 'db'>, id: string): Promise<Person> {
  const person = await personById(office.db, id)
  if (!person) throw PersonNotFound()
  return person
}

/** The caller behind a user of the root tenant authority; undefined for somebody who belongs to no party. */
export async function callerOfPerson(office: Office, userId: string): Promise<OperatorCaller | undefined> {
  const person = await activePersonOfUser(office.db, office.appliance.rootTenant, userId)
  return person && { party: person.party, roles: person.roles, person: { id: person.id, userId, name: person.name, email: person.email } }
}

/** Applications act for a party only after somebody said for which. */
export async function callerOfClient(office: Office, clientId: string): Promise<OperatorCaller | undefined> {
  const found = await findClientParty(office.db, clientId)
  return found && { ...found, client: clientId }
}
export async function assignClient(office: Office, caller: OperatorCaller, clientId: string, party: Party, roles: readonly JobRole[]): Promise<void> {
  await within(office, async (inner) => {
    await putClientParty(inner.db, clientId, party, roles)
    await appendEntry(inner, { kind: 'client.assigned', actor: whoIs(caller), subject: `client:${clientId}`, data: { party, roles } })
  })
}

/** Who works on the node itself as the owner of the data directory: the subscriber, whose infrastructure it is. */
export const localCaller = (user: string): OperatorCaller => ({ party: 'subscriber', roles: jobRoles, local: user })

/** The first administrator of a fresh appliance belongs to the subscriber (unless told otherwise) and has every role, also when somebody was invited before they came. Does nothing when somebody has joined already. */
export async function ensureFirstPerson(office: Office, input: { userId: string; email: string; name: string; party?: Party }): Promise<Person | undefined> {
  return within(office, async (inner) => {
    await lockPersons(inner.db)
    const known = await allPersons(inner.db)
    if (known.some(({ user_id }) => user_id !== null)) return undefined
    const now = office.clock.now()
    const invited = known.find(({ email, state }) => state === 'invited' && email.toLowerCase() === input.email.toLowerCase())
    if (invited) await voidInvitations(inner.db, invited.id, now)
    const person: Person = invited ? { ...invited, roles: [...jobRoles], user_id: input.userId, state: 'active', updated_at: now } : { id: newId(office), party: input.party ?? 'subscriber', roles: [...jobRoles], email: input.email, name: input.name, user_id: input.userId, state: 'active', invited_by: 'appliance', created_at: now, updated_at: now }
    await (invited ? updatePerson(inner.db, person) : insertPerson(inner.db, person))
    await appendEntry(inner, { kind: 'person.joined', actor: 'appliance', subject: `person:${person.id}`, data: { party: person.party, roles: person.roles } })
    return person
  })
}

const newId = ({ random }: Office) => `prs_${random.hex(16)}`

export type Invited = { person: Person; link: string; expiresAt: Date; mailed: boolean }

/** `mailed` is false when no mail went out; the link then has to be handed over by hand. The link is shown this once. */
export async function invitePerson(office: Office, caller: OperatorCaller, input: { email: string; name: string; party: Party; roles: readonly JobRole[] }): Promise<Invited> {
  if (isSingle(office) && input.party === 'provider') throw new Problem(409, 'single_party', 'One organisation holds both parties here; everybody belongs to the subscriber until the setting responsibilities.parties says two.')
  const now = office.clock.now()
  const person: Person = { id: newId(office), party: input.party, roles: [...input.roles], email: input.email, name: input.name, user_id: null, state: 'invited', invited_by: whoIs(caller), created_at: now, updated_at: now }
  try {
    const invitation = await within(office, async (inner) => {
      await insertPerson(inner.db, person)
      await appendEntry(inner, { kind: 'person.invited', actor: whoIs(caller), subject: `person:${person.id}`, data: { party: person.party, roles: person.roles } })
      return makeInvitation(inner, person)
    })
    return await hand(office, person, invitation)
  } catch (error) {
    if (error instanceof UniqueViolation) throw new Problem(409, 'person_exists', 'Somebody with this e-mail address belongs to a party already.')
    throw error
  }
}

/** A new link; the ones before stop working. */
export async function renewInvitation(office: Office, caller: OperatorCaller, id: string): Promise<Invited> {
  const person = await findPerson(office, id)
  if (person.state !== 'invited') throw new Problem(409, 'not_invited', `${person.name} ${person.state === 'active' ? 'has joined already' : 'was removed'}.`)
  const invitation = await within(office, async (inner) => {
    await voidInvitations(inner.db, id, office.clock.now())
    await appendEntry(inner, { kind: 'person.invited-again', actor: whoIs(caller), subject: `person:${id}` })
    return makeInvitation(inner, person)
  })
  return hand(office, person, invitation)
}

async function makeInvitation(office: Office, person: Person): Promise<{ token: string; expiresAt: Date }> {
  const token = office.random.token()
  const now = office.clock.now()
  const expiresAt = new Date(now.getTime() + lifetimeMs)
  await insertInvitation(office.db, digest(token), person.id, now, expiresAt)
  return { token, expiresAt }
}

async function hand(office: Office, person: Person, { token, expiresAt }: { token: string; expiresAt: Date }): Promise<Invited> {
  const link = `${office.appliance.manageOrigin}/invitation?token=${token}`
  const mail = invitationMail({ to: person.email, name: person.name, party: nameOf(office, person.party), link, expiresAt })
  // Without a mail server the letter stays in the outbox folder of the node, where the invited will not look.
  const mailed = await office.mailer.send(mail).then(() => mailSettings(office.settings).smtp !== undefined, (error: unknown) => {
    office.log.warn('An invitation could not be mailed; its link has to be handed over by hand.', { person: person.id, error })
    return false
  })
  return { person, link, expiresAt, mailed }
}

/** Who is invited by this token, for the page that the link leads to. */
export async function invitationOf(office: Office, token: string): Promise<Person> {
  const invitation = await findInvitation(office.db, digest(token))
  if (!invitation || invitation.used_at || invitation.expires_at <= office.clock.now()) throw InvitationUnusable()
  return findPerson(office, invitation.person_id)
}

/** `userId`: the account in the root tenant authority that the person has made or had. One use; of two at once, one wins. */
export async function acceptInvitation(office: Office, token: string, userId: string): Promise<Person> {
  if (!(await userExists(office.db, office.appliance.rootTenant, userId))) throw new Problem(400, 'inexistent_user', 'The account that accepts the invitation does not exist.')
  try {
    return await within(office, async (inner) => {
      const now = office.clock.now()
      const id = await useInvitation(inner.db, digest(token), now)
      const person = id === undefined ? undefined : await personById(inner.db, id, true)
      if (person?.state !== 'invited') throw InvitationUnusable()
      const joined: Person = { ...person, user_id: userId, state: 'active', updated_at: now }
      await updatePerson(inner.db, joined)
      await voidInvitations(inner.db, joined.id, now)
      await appendEntry(inner, { kind: 'person.joined', actor: `person:${joined.id}`, subject: `person:${joined.id}`, data: { party: joined.party, roles: joined.roles } })
      return joined
    })
  } catch (error) {
    if (error instanceof UniqueViolation) throw new Problem(409, 'person_exists', 'This account belongs to another person already.')
    throw error
  }
}

/** Name and job roles; `movePerson` changes the party. */
export async function changePerson(office: Office, caller: OperatorCaller, id: string, changes: { name?: string | undefined; roles?: readonly JobRole[] | undefined }): Promise<Person> {
  return within(office, async (inner) => {
    const person = await personById(inner.db, id, true)
    if (!person || person.state === 'removed') throw PersonNotFound()
    const changed: Person = { ...person, name: changes.name ?? person.name, roles: changes.roles ? [...changes.roles] : person.roles, updated_at: office.clock.now() }
    await updatePerson(inner.db, changed)
    await appendEntry(inner, { kind: 'person.changed', actor: whoIs(caller), subject: `person:${id}`, data: { roles: changed.roles, before: person.roles } })
    return changed
  })
}

const stay: EndSessions = async () => {}

/** To the other party, with the job roles they have there. Whatever they were signed in for belongs to the party they leave. */
export async function movePerson(office: Office, caller: OperatorCaller, id: string, to: { party: Party; roles: readonly JobRole[] }, endSessions: EndSessions = stay): Promise<Person> {
  if (isSingle(office)) throw new Problem(409, 'single_party', 'One organisation holds both parties here; everybody belongs to the subscriber until the setting responsibilities.parties says two.')
  return within(office, async (inner) => {
    await lockPersons(inner.db)
    const person = await personById(inner.db, id, true)
    if (!person || person.state === 'removed') throw PersonNotFound()
    if (person.party === to.party) throw new Problem(409, 'same_party', `${person.name} belongs to ${nameOf(office, to.party)} already; change their job roles instead.`)
    await refuseTheLast(inner, person)
    const moved: Person = { ...person, party: to.party, roles: [...to.roles], updated_at: office.clock.now() }
    await updatePerson(inner.db, moved)
    await voidInvitations(inner.db, id, office.clock.now())
    await appendEntry(inner, { kind: 'person.moved', actor: whoIs(caller), subject: `person:${id}`, data: { from: person.party, to: to.party, roles: moved.roles } })
    if (person.user_id !== null) await endSessions([person.user_id], inner)
    return moved
  })
}

export async function removePerson(office: Office, caller: OperatorCaller, id: string, endSessions: EndSessions = stay): Promise<void> {
  await within(office, async (inner) => {
    await lockPersons(inner.db)
    const person = await personById(inner.db, id, true)
    if (!person) throw PersonNotFound()
    if (person.state === 'removed') return
    await refuseTheLast(inner, person)
    await updatePerson(inner.db, { ...person, state: 'removed', updated_at: office.clock.now() })
    await voidInvitations(inner.db, id, office.clock.now())
    await appendEntry(inner, { kind: 'person.removed', actor: whoIs(caller), subject: `person:${id}`, data: { party: person.party } })
    if (person.user_id !== null) await endSessions([person.user_id], inner)
  })
}

/** Somebody of the subscriber must be able to open the door; where there are only the provider's people (at its console), one of them. */
async function refuseTheLast(office: Office, person: Person): Promise<void> {
  if (person.state !== 'active') return
  const others = (await activeOfParty(office.db, person.party)).filter(({ id }) => id !== person.id)
  const alone = others.length === 0 && (person.party === 'subscriber' || (await activeOfParty(office.db, 'subscriber')).length === 0)
  if (alone) throw new Problem(409, 'last_person', `This is the last person of ${nameOf(office, person.party)}; invite somebody else first.`)
}
