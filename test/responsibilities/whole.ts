/** The whole layer over a scratch database, asked as a surface asks it: by the id of an operation, for a caller. */
import type { OperatorCaller } from '#responsibilities/context/index.ts'
import { createResponsibilities, type Asked, type Responsibilities, type ResponsibilitiesOptions } from '#responsibilities/index.ts'
import { department, type Department } from './department.ts'

export type Input = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown; page?: unknown }
export type Whole = Department & {
  responsibilities: Responsibilities
  ended: string[][]
  /** The output; for a task that waits, `{waiting}`. */
  // oxlint-disable-next-line typescript/no-explicit-any
  ask(caller: OperatorCaller, operation: string, input?: Input, asked?: Asked): Promise<any>
}

export async function whole(settings?: Record<string, unknown>, over: Partial<ResponsibilitiesOptions> = {}): Promise<Whole> {
  const d = await department(settings)
  const ended: string[][] = []
  const ctx = { ...d.t.ctx, settings: d.office.settings }
  const responsibilities = createResponsibilities({ office: d.office, rootContext: async () => ctx, endSessions: async (users) => void ended.push([...users]), ...over })
  return {
    ...d, responsibilities, ended,
    async ask(caller, id, input = {}, asked) {
      const outcome = await responsibilities.perform(responsibilities.operation(id), caller, ctx, { params: {}, query: {}, page: { offset: 0, limit: 50, includeTotals: false }, ...input }, asked)
      return 'waiting' in outcome ? outcome : outcome.output
    },
  }
}
