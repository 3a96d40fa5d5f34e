/** The preflight as an operation: the node that is asked looks at itself, and the open checklist is filled with what it found. */
import { resource } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { changeScope, governed, Shown, wire, type ApplianceContext } from '../context/index.ts'
import { recordMeasurements, type Measurement } from './filling.ts'
import type { Missing } from './view.ts'

export type Preflight = { checklist: string; found: Measurement[]; missing: Missing[] }

const contract = resource({
  name: 'preflight',
  about: 'Whether the node meets the requirements.',
  operations: {
    run: {
      http: 'POST /preflight', summary: 'Look at the node that answers, and fill the checklist with what is found', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine', status: 200,
      body: Closed({ kind: Type.Optional(OneOf(['pre-installation', 'post-installation'])) }),
      returns: Shown<Preflight>({ checklist: Type.String(), found: Type.Array(Type.Unknown()), missing: Type.Array(Type.Unknown()) }),
    },
  },
})

export type MeasureNode = (ctx: ApplianceContext) => Promise<Measurement[]>

export const preflightResource = (measure: MeasureNode = () => Promise.reject(new Problem(501, 'not_measurable', 'This process cannot look at its node.'))) =>
  governed(contract, {
    async run({ body }, ctx) {
      const found = await measure(ctx)
      const { id, missing } = await recordMeasurements(ctx, ctx.operator, body.kind ?? 'pre-installation', found)
      return wire({ checklist: id, found, missing })
    },
  })
