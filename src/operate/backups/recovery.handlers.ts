import { implement, type Handlers } from '#kernel/operation.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { recoveryContract, snapshotsContract, type RecoveryStep, type Step } from './recovery.contract.ts'
import { allSteps, insertStep, type StepRow } from './recovery.store.ts'

const present = ({ recorded_at, ...step }: StepRow): RecoveryStep => ({ ...step, recorded_at: recorded_at.toISOString() })
const record = (step: Step) => async ({ body }: { body: { note: string } }, ctx: OperateContext): Promise<RecoveryStep> =>
  present(await insertStep(ctx.db, { id: `rcv_${ctx.random.hex(16)}`, step, note: body.note, recorded_by: whoCalls(ctx) }))

const recoveryHandlers: Handlers<typeof recoveryContract, OperateContext> = {
  list: async (_input, ctx) => (await allSteps(ctx.db)).map(present),
  downloadCli: record('cli-downloaded'),
  installCli: record('cli-installed'),
  createNodes: record('nodes-created'),
  recoverEnvironment: record('environment-recovered'),
}
const snapshotHandlers: Handlers<typeof snapshotsContract, OperateContext> = { record: record('snapshot-made'), recordRestore: record('snapshot-restored') }

export const recovery = implement<OperateContext, typeof recoveryContract>(recoveryContract, recoveryHandlers)
export const snapshots = implement<OperateContext, typeof snapshotsContract>(snapshotsContract, snapshotHandlers)
