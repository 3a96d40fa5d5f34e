import { pageOf } from '#kernel/operation.ts'
import { environmentOf, governed, wire, type ApplianceContext, type Environment, type OperatorCaller } from '../context/index.ts'
import type { Measures } from '../gate/index.ts'
import { attest, receive } from './attestations.ts'
import { developmentSignedOff } from './development-first.ts'
import { environmentsContract } from './environments.contract.ts'
import { attestationPage } from './environments.store.ts'
import { recordDeployment } from './deployment.ts'
import { card, pair, pairedWith, unpair } from './pairing.ts'

export type SetEnvironment = (ctx: ApplianceContext, by: OperatorCaller, environment: Environment) => Promise<void>

export const environmentResource = (setEnvironment: SetEnvironment = async () => {}) => governed(environmentsContract, {
  /** The end of a deployment: from now on the rules of that environment hold. */
  async initialise({ body }, ctx) {
    await setEnvironment(ctx, ctx.operator, body.environment)
    await recordDeployment(ctx, ctx.operator, body.environment, body.note)
    return { environment: body.environment, build: ctx.appliance.build }
  },
  card: (_input, ctx) => card(ctx),
  async partner(_input, ctx) {
    const found = await pairedWith(ctx)
    return wire(found ? [found] : [])
  },
  pair: async ({ body }, ctx) => wire(await pair(ctx, ctx.operator, body)),
  unpair: (_input, ctx) => unpair(ctx, ctx.operator),
  attestations: async ({ query, page }, ctx) => wire(pageOf(await attestationPage(ctx.db, query.direction, page.offset, page.limit))),
  signOff: async ({ body }, ctx) => wire(await attest(ctx, ctx.operator, 'test-sign-off', { build: body.build, ...(body.note === undefined ? {} : { note: body.note }) })),
  receive: async ({ body }, ctx) => wire(await receive(ctx, ctx.operator, body)),
})

const buildOf = (input: unknown): string | undefined => {
  const body = (input as { body?: { build?: unknown } } | undefined)?.body
  return typeof body?.build === 'string' ? body.build : undefined
}

/** What the gates of the matrix learn from the pair. */
export const environmentMeasures: Measures = {
  'development-signed-off': (office, { input }) => developmentSignedOff(office, buildOf(input)),
  'development-runs-target': async (office, { input }) => {
    const build = buildOf(input)
    const met = environmentOf(office) === 'development' && build === office.appliance.build
    return { met, sentence: environmentOf(office) === 'development' ? `This development appliance runs ${office.appliance.build}.` : 'Tests are signed off on the development appliance.' }
  },
}
