/**
 * Puts the responsibilities between the door of the configuration area and its acts: who calls is found among the parties' people and
 * applications, the gate is asked, and what became of it is told.
 */
import { rootTenant } from '#platform/addresses/index.ts'
import type { Caller, ProcessContext, TenantContext } from '#platform/context/index.ts'
import type { Implemented } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { NodeControl } from '#operate/context/index.ts'
import { findUser } from '#resources/users/index.ts'
import { callerOfClient, callerOfPerson, createResponsibilities, ensureFirstPerson, type ApplianceContext, type Office, type OperatorCaller, type Responsibilities } from '#responsibilities/index.ts'
import type { Permit } from '#surfaces/appliance/index.ts'
import { operateResources } from '../modules.ts'
import { endPresenceOf } from './gate.store.ts'
import { withinTenant } from './process-context.ts'

export type GateOptions = { context: ProcessContext; node: NodeControl; root: Tenant; build: string; journalFolder?: string }

export const officeOf = ({ context, root, build }: Pick<GateOptions, 'context' | 'root' | 'build'>): Office => ({
  ...context,
  appliance: { rootTenant: root.id, manageOrigin: context.addresses.manageOrigin, build },
})

export function raiseGate(options: GateOptions): { responsibilities: Responsibilities; permit: Permit } {
  const { context, node, root } = options
  const office = officeOf(options)
  const responsibilities = createResponsibilities({
    office,
    rootContext: async () => ({ ...withinTenant(context, (await context.cache.tenant(rootTenant)) ?? root), node, caller: appliance }),
    endSessions: (userIds) => endPresenceOf(context.db, root.id, userIds),
    // Their acts find what they need besides (node, caller) in every context made here and in the workers.
    resources: operateResources as unknown as Implemented<ApplianceContext>[],
    ...(options.journalFolder === undefined ? {} : { journalFolder: options.journalFolder }),
  })
  return { responsibilities, permit: permitOf(office, responsibilities) }
}

/** The caller of work that no request began. */
const appliance: Caller = { clientId: 'appliance', userId: undefined, subject: 'appliance', scopes: new Set(), claims: {} }

function permitOf(office: Office, { gate }: Responsibilities): Permit {
  return async ({ caller, operation, input, request, ctx }) => {
    const operator = await operatorOf(office, caller, ctx)
    const said = (header: string) => request.headers[header]?.slice(0, 500)
    const permission = await gate.permit(operator, operation, {
      input, confirmation: said('bailiwick-confirmation'), reason: said('bailiwick-reason'), ticket: said('bailiwick-ticket'),
    })
    if ('waiting' in permission) return { waits: permission }
    return { mandate: permission, context: { appliance: office.appliance, operator }, settle: (outcome) => gate.settle(permission, operator, outcome) }
  }
}

/** The first user of the root tenant authority who comes becomes the first person: a fresh appliance has nobody else. */
async function operatorOf(office: Office, { userId, clientId }: Caller, ctx: TenantContext): Promise<OperatorCaller> {
  if (userId === undefined) {
    const found = await callerOfClient(office, clientId)
    if (!found) throw new Problem(403, 'no_party', `The application ${clientId} acts for no party; a person of the subscriber can assign it one.`)
    return found
  }
  const known = await callerOfPerson(office, userId)
  if (known) return known
  const user = await findUser(ctx, userId)
  if (user) await ensureFirstPerson(office, { userId, email: user.email ?? '', name: user.name ?? user.email ?? userId })
  const first = await callerOfPerson(office, userId)
  if (!first) throw new Problem(403, 'no_party', 'You belong to no party of this appliance. Somebody who does can invite you.')
  return first
}
