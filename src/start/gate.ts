/**
 * Puts the responsibilities between the door of the configuration area and its acts: who calls is found among the parties' people and
 * applications, the gate is asked, and what became of it is told.
 */
import { rootTenant } from '#platform/addresses/index.ts'
import type { Caller, ProcessContext, TenantContext } from '#platform/context/index.ts'
import type { Endpoint } from '#kernel/exchange.ts'
import type { Implemented } from '#kernel/operation.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { NodeControl } from '#operate/context/index.ts'
import { makeFirstAdministrator } from '#resources/administrators/index.ts'
import { findUser } from '#resources/users/index.ts'
import { callerOfPerson, createResponsibilities, ensureFirstPerson, signInRefusal, type ApplianceContext, type Office, type Responsibilities } from '#responsibilities/index.ts'
import type { Permit } from '#surfaces/appliance/index.ts'
import { operateResources } from '../modules.ts'
import { measuresOf, nodeMeasure, reportsOf, seenAlert, setEnvironment, shownInputs, systemOf } from './connections.ts'
import { endPresenceOf } from './gate.store.ts'
import { invitationPages } from './invitations.ts'
import { withinTenant, type Plan } from './process-context.ts'

export type GateOptions = { context: ProcessContext; node: NodeControl; root: Tenant; build: string; plan: Plan; journalFolder?: string }

export const officeOf = ({ context, root, build }: Pick<GateOptions, 'context' | 'root' | 'build'>): Office => ({
  ...context,
  appliance: { rootTenant: root.id, manageOrigin: context.addresses.manageOrigin, build },
})

export type RaisedGate = {
  responsibilities: Responsibilities
  permit: Permit
  /** The pages of an invitation. */
  pages: readonly Endpoint<TenantContext>[]
  /** Why a user of the root tenant authority may not come in now. */
  refusesPerson: (userId: string) => Promise<string | undefined>
}

export function raiseGate(options: GateOptions): RaisedGate {
  const { context, node, root } = options
  const office = officeOf(options)
  const responsibilities = createResponsibilities({
    office,
    rootContext: async () => ({ ...withinTenant(context, (await context.cache.tenant(rootTenant)) ?? root), node, caller: appliance }),
    endSessions: (userIds, within) => endPresenceOf(within?.db ?? context.db, root.id, userIds),
    measures: measuresOf(context, node), system: systemOf(context), reports: reportsOf(context), seenAlert, measureNode: nodeMeasure(context, node, options.plan), setEnvironment: setEnvironment(node), shown: shownInputs(node),
    // Their acts find what they need besides (node, caller) in every context made here and in the workers.
    resources: operateResources as unknown as Implemented<ApplianceContext>[],
    ...(options.journalFolder === undefined ? {} : { journalFolder: options.journalFolder }),
  })
  return { responsibilities, permit: permitOf(office, responsibilities), pages: invitationPages(office), refusesPerson: (userId) => signInRefusal(office, userId) }
}

/** The caller of work that no request began. */
const appliance: Caller = { clientId: 'appliance', userId: undefined, subject: 'appliance', scopes: new Set(), claims: {} }

/** People are let in as the matrix says; whoever comes first is made the first person before that is asked. */
const permitOf = (office: Office, { permit }: Responsibilities): Permit => async (question) => {
  await welcomeFirst(office, question.caller, question.ctx)
  return permit(question)
}

/** The first user of the root tenant authority who comes becomes the first person: a fresh appliance has nobody else. */
async function welcomeFirst(office: Office, { userId }: Caller, ctx: TenantContext): Promise<void> {
  if (userId === undefined || (await callerOfPerson(office, userId))) return
  const user = await findUser(ctx, userId)
  if (!user) return
  const first = await ensureFirstPerson(office, { userId, email: user.email ?? '', name: user.name ?? user.email ?? userId })
  if (first) await makeFirstAdministrator(ctx, userId)
}
