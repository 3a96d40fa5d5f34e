import type { Office, OperatorCaller } from '../context/index.ts'
import type { Gate, Measures } from '../gate/index.ts'
import type { createDesk, Registry } from './desk.ts'
import { createRunning } from './running.ts'
import { createSigning } from './signing.ts'
import { dueTasks, type TaskRow } from './tasks.store.ts'

export type Tasks = ReturnType<typeof createTasks>

/** Everything that can be done with tasks. `desk` is the one that the gate was given. */
export function createTasks({ office, registry, measures, gate, desk }: { office: Office; registry: Registry; measures: Measures; gate: Gate; desk: ReturnType<typeof createDesk> }) {
  const signing = createSigning({ office, registry, measures })
  const running = createRunning({ office, registry, gate })
  return {
    ...signing,
    ...running,
    registry,
    /** Anyone may propose, whoever may run it: proposing is how one party asks the other. */
    propose: (caller: OperatorCaller, proposal: { operation: string; input?: unknown; reason?: string | undefined; ticket?: string | undefined }): Promise<TaskRow> =>
      desk.add({ caller, input: proposal.input, ...proposal }),
    async expireAll(): Promise<number> {
      const due = await dueTasks(office.db, office.clock.now())
      for (const task of due) await signing.expireDue(task)
      return due.length
    },
  }
}
