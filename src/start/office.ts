/** The responsibilities as the supervisor needs them: for jobs, and for who the appliance's own application acts for. */
import { join } from 'node:path'
import { rootTenant } from '#platform/addresses/index.ts'
import { managementCredentials } from '#resources/tenants/index.ts'
import { assignClient, callerOfClient, localCaller, type Office, type Responsibilities } from '#responsibilities/index.ts'
import { officeOf, raiseGate } from './gate.ts'
import { controlBeside } from './node-control.ts'
import { withinTenant, type LiveContext, type Plan } from './process-context.ts'

export async function openOffice(context: LiveContext, plan: Plan, build: string): Promise<{ office: Office; responsibilities: Responsibilities }> {
  const root = await context.cache.tenant(rootTenant)
  if (!root) throw new Error('There is no root tenant authority.')
  const node = controlBeside(context, plan)
  const office = officeOf({ context, root, build })
  const { responsibilities } = raiseGate({ context, node, root, build, plan, journalFolder: join(plan.dataDir, 'journal') })

  // Whoever owns the data directory holds these credentials: the subscriber.
  const credentials = await managementCredentials(withinTenant(context, root))
  const owner = localCaller('start')
  if (credentials && !(await callerOfClient(office, credentials.client_id))) await assignClient(office, owner, credentials.client_id, owner.party, owner.roles)
  return { office, responsibilities }
}
