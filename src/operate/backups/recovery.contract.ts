/** What people do for recovery outside of the appliance: they say that it is done, and the appliance remembers who said so and when. */
import { resource, type OperationDeclaration } from '#kernel/operation.ts'
import { Closed, OneOf, Timestamp, Type, type Static } from '#kernel/schema.ts'

export const steps = ['cli-downloaded', 'cli-installed', 'nodes-created', 'snapshot-made', 'snapshot-restored', 'environment-recovered', 'password-opens'] as const
export type Step = (typeof steps)[number]

export const RecoveryStep = Type.Object({ id: Type.String(), step: OneOf(steps), note: Type.String(), recorded_by: Type.String(), recorded_at: Timestamp() })
export type RecoveryStep = Static<typeof RecoveryStep>

const body = Closed({ note: Type.String({ minLength: 1, maxLength: 2000, description: 'What was done, where, and what for.' }) })
const said = <const Path extends string, const Row extends string>(path: Path, summary: string, row: Row) =>
  ({ http: `POST /recovery/${path}`, summary, scope: 'update:backups', row, risk: 'routine', body, returns: RecoveryStep }) as const satisfies OperationDeclaration

export const recoveryContract = resource({
  name: 'recovery',
  about: 'Steps of disaster recovery that are done outside of the appliance, as they were reported.',
  operations: {
    list: { http: 'GET /recovery', summary: 'List reported steps of recovery, newest first', scope: 'read:backups', returns: Type.Array(RecoveryStep) },
    downloadCli: said('cli-downloaded', 'Report that the command-line tool was fetched', 'download-cli'),
    installCli: said('cli-installed', 'Report that the command-line tool was installed', 'install-cli'),
    createNodes: said('nodes-created', 'Report that new machines were made', 'create-new-nodes'),
    recoverEnvironment: said('environment-recovered', 'Report that the environment was recovered', 'recover-environment'),
  },
})

export const snapshotsContract = resource({
  name: 'snapshots',
  about: 'Snapshots of the machines, which are made outside of the appliance.',
  operations: {
    record: said('snapshot-made', 'Report that snapshots of every machine were made', 'configure-snapshots'),
    recordRestore: said('snapshot-restored', 'Report that snapshots were restored', 'restore-snapshots'),
  },
})
