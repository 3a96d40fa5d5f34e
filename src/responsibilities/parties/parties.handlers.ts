import { parties as both } from '#kernel/mandate.ts'
import type { Party } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { governed, isSingle, nameOf, whoIs, within, wire, type EndSessions } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { adoptKey, ensureKey } from '../seals/index.ts'
import { partiesContract, personsContract } from './parties.contract.ts'
import { assignClient, changePerson, findPerson, invitePerson, listPersons, movePerson, personsOfParty, removePerson, renewInvitation } from './persons.ts'

function partyOf(text: string): Party {
  if (text !== 'provider' && text !== 'subscriber') throw new Problem(404, 'party_not_found', 'The parties are provider and subscriber.')
  return text
}

export const parties = governed(partiesContract, {
  async list(_input, ctx) {
    return Promise.all(both.map(async (party) => {
      const key = await ensureKey(ctx, party)
      return wire({ party, name: nameOf(ctx, party), people: (await personsOfParty(ctx, party)).length, key: key.id, keyHeldHere: key.privateKey !== undefined })
    }))
  },
  async adoptKey({ params, body }, ctx) {
    const party = partyOf(params.party)
    if (!isSingle(ctx) && ctx.operator.party !== party) throw new Problem(403, 'wrong_party', `The ${party} brings its key itself.`)
    return within(ctx, async (inner) => {
      const { id } = await adoptKey(inner, party, body.public_key)
      await appendEntry(inner, { kind: 'party.key-adopted', actor: whoIs(ctx.operator), subject: `party:${party}`, data: { key: id } })
      return { id }
    })
  },
  async assignClient({ params, body }, ctx) {
    await assignClient(ctx, ctx.operator, params.client, partyOf(params.party), body.roles)
    return { client: params.client }
  },
})

export const personResource = (endSessions: EndSessions) => governed(personsContract, {
  list: async (_input, ctx) => wire(await listPersons(ctx)),
  me: async (_input, { operator }) => wire({ party: operator.party, roles: [...operator.roles], id: operator.person?.id, name: operator.person?.name ?? operator.client ?? operator.local ?? '' }),
  get: async ({ params }, ctx) => wire(await findPerson(ctx, params.id)),
  invite: async ({ body }, ctx) => wire(await invitePerson(ctx, ctx.operator, body)),
  inviteAgain: async ({ params }, ctx) => wire(await renewInvitation(ctx, ctx.operator, params.id)),
  update: async ({ params, body }, ctx) => wire(await changePerson(ctx, ctx.operator, params.id, body)),
  move: async ({ params, body }, ctx) => wire(await movePerson(ctx, ctx.operator, params.id, body, endSessions)),
  remove: ({ params }, ctx) => removePerson(ctx, ctx.operator, params.id, endSessions),
})
