/** A gate and tasks over a scratch database, people of both parties, and operations whose steps the test watches. */
import type { Party } from '#kernel/mandate.ts'
import type { JobRole, OperatorCaller } from '#responsibilities/context/index.ts'
import { createGate, type Gate, type Measures } from '#responsibilities/gate/index.ts'
import { acceptInvitation, callerOfPerson, invitePerson, localCaller } from '#responsibilities/parties/index.ts'
import { createDesk, createTasks, type TaskOperation, type Tasks } from '#responsibilities/tasks/index.ts'
import { testOffice, type TestOffice } from './office.ts'

export type Department = TestOffice & {
  gate: Gate
  tasks: Tasks
  registry: Map<string, TaskOperation>
  measures: Measures
  person(name: string, party: Party, roles?: readonly JobRole[]): Promise<OperatorCaller>
  /** A second process over the same database. */
  another(): { gate: Gate; tasks: Tasks }
}

export async function department(settings: Record<string, unknown> = { 'responsibilities.parties': 'two' }): Promise<Department> {
  const o = await testOffice(settings)
  const registry = new Map<string, TaskOperation>()
  const measures: Measures = {}
  const build = () => {
    const desk = createDesk({ office: o.office, registry, measures })
    const gate = createGate({ office: o.office, measures, desk })
    return { gate, tasks: createTasks({ office: o.office, registry, measures, gate, desk }) }
  }
  return {
    ...o,
    ...build(),
    registry,
    measures,
    another: build,
    async person(name, party, roles = []) {
      const email = `${name}@${party}.example`
      const mode = o.office.settings.get({ id: 'responsibilities.parties', default: 'single' } as never)
      // People of the provider are invited while there are two parties.
      o.set('responsibilities.parties', 'two')
      const { link } = await invitePerson(o.office, localCaller('root'), { email, name, party, roles })
      o.set('responsibilities.parties', mode)
      const userId = await o.user(email)
      await acceptInvitation(o.office, new URL(link).searchParams.get('token')!, userId)
      return (await callerOfPerson(o.office, userId))!
    },
  }
}
