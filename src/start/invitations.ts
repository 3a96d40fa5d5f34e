/** The pages of an invitation, over the people of the parties: who joins gets an account and, on an appliance, the administrator's role. */
import type { Endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { Problem } from '#kernel/problem.ts'
import { invitationEndpoints } from '#login/index.ts'
import { acceptInvitation, invitationOf, partyName, type Office } from '#responsibilities/index.ts'
import { assignAdministratorRole } from './appliance-api.store.ts'

export const invitationPages = (office: Office): readonly Endpoint<TenantContext>[] =>
  invitationEndpoints({
    async find(token) {
      try {
        const { email, name, party } = await invitationOf(office, token)
        return { email, name, party: partyName(office, party) }
      } catch (error) {
        if (error instanceof Problem) return undefined
        throw error
      }
    },
    async accept(ctx, token, userId) {
      await acceptInvitation({ ...office, db: ctx.db }, token, userId)
      await assignAdministratorRole(ctx.db, ctx.tenant.id, userId)
    },
  })
