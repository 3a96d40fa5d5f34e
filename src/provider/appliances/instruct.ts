import { Problem } from '#kernel/problem.ts'
import { whoIs, within, type OperatorCaller } from '#responsibilities/context/index.ts'
import { appendEntry } from '#responsibilities/journal/index.ts'
import { sayable } from '#responsibilities/reporting/index.ts'
import type { Console } from '../context/index.ts'
import { applianceById, insertInstruction, nextPosition, type InstructionRow } from './appliances.store.ts'
import { ApplianceNotFound } from './connect.ts'

/** Says something to an appliance: it fetches it with its next report, and decides. `about`: `ticket:T-1`. */
export async function instruct({ office }: Console, caller: OperatorCaller, appliance: string, said: { operation: string; input: unknown; about?: string | undefined }): Promise<InstructionRow> {
  if (!(sayable as readonly string[]).includes(said.operation)) throw new Problem(400, 'not_sayable', `A console cannot ask for "${said.operation}"; it can ask for ${sayable.join(', ')}.`)
  return within(office, async (inner) => {
    const row = await applianceById(inner.db, appliance, true)
    if (!row || row.state === 'removed') throw ApplianceNotFound()
    if (row.state !== 'connected') throw new Problem(409, 'appliance_not_connected', `The appliance of ${row.subscriber} does not report here${row.state === 'awaited' ? ' yet' : ' any more'}.`)
    const position = await nextPosition(inner.db, appliance, office.clock.now().getTime())
    const made = await insertInstruction(inner.db, {
      id: `ins_${office.random.hex(24)}`, appliance_id: appliance, position, operation: said.operation, input: said.input ?? {}, about: said.about ?? null,
      said_by: caller.person?.email ?? `${caller.client}@clients`, said_name: caller.person?.name ?? 'An application of the provider', said_roles: [...caller.roles], said_at: office.clock.now(),
    })
    await appendEntry(inner, { kind: 'instruction.said', actor: whoIs(caller), subject: `appliance:${appliance}`, data: { instruction: made.id, operation: said.operation, about: said.about } })
    return made
  })
}
