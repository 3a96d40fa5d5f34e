/** The archive of changes, looked at. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Timestamp, Type, type Static } from '#kernel/schema.ts'

const { Optional } = Type

export const ArchiveState = Type.Object({
  wanted: Type.Boolean({ description: 'The setting backups.archiving.' }),
  folder: Optional(Type.String({ description: 'On the node that answers.' })),
  from: Optional(Timestamp({ description: 'The earliest moment that can be restored.' })),
  to: Optional(Timestamp({ description: 'The latest.' })),
  bases: Type.Array(Type.Object({ file: Type.String(), taken_at: Timestamp(), consistent_at: Timestamp(), bytes: Type.Number(), sha256: Type.String(), proof: Optional(Type.String({ description: 'How it was restored, and who signed in there; absent while it is not proven.' })), proof_asked: Optional(Type.Literal(true, { description: 'While it is to be proven again; what is said of it stands until then.' })),
    proof_failed: Optional(Type.Object({ times: Type.Integer(), failed_at: Timestamp(), next_at: Timestamp({ description: 'When it is tried again by itself.' }), sentence: Type.String() }, { description: 'While the last proof of it failed; an earlier one is still told in `proof`.' })) })),
  segments: Type.Number({ description: 'Archived pieces of the write-ahead log.' }),
  sentence: Type.String(),
})
export type ArchiveState = Static<typeof ArchiveState>

export const NoBaseHere = problem(409, 'no_base_backup', 'There is no base backup here that could be proven. `bailiwick backup archive` says how continuous archiving is.')

export const archiveContract = resource({
  name: 'backup-archive',
  about: 'Continuous archiving of the embedded database: which moments can be restored.',
  operations: {
    get: { http: 'GET /backup-archive', summary: 'Show which moments can be restored', scope: 'read:backups', returns: ArchiveState },
    prove: {
      http: 'POST /backup-archive/prove', summary: 'Prove the newest base backup again now, whatever became of earlier proofs; its certificate stays until the new one stands', status: 202, scope: 'update:backups', row: 'backing-up', risk: 'routine', returns: ArchiveState, throws: [NoBaseHere],
    },
  },
})
