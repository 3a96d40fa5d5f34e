import { whoIs, within, type Environment, type Office, type OperatorCaller } from '../context/index.ts'
import { reachMilestone } from '../engagement/index.ts'
import { appendEntry } from '../journal/index.ts'

/** Who deployed what as which environment; the milestone of the project is reached. */
export async function recordDeployment(office: Office, caller: OperatorCaller, environment: Environment, note?: string): Promise<void> {
  await within(office, async (inner) => {
    await appendEntry(inner, { kind: 'environment.initialised', actor: whoIs(caller), subject: 'environment', data: { environment, build: office.appliance.build, note } })
    await reachMilestone(inner, caller, 'set-up', note)
  })
}
