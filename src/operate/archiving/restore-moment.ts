/** Restores a moment of an archive into a data directory, as a backup is restored: beside what is there, which it replaces when it is whole. */
import { connect } from '#platform/postgres/index.ts'
import { join } from 'node:path'
import { checkPlace, loadBackup, quickly, restoreInto, RestoreRefused, settleRestored, type Restored, type RestoreOptions } from '../backups/index.ts'
import { plot, rewind, type Course } from './rewind.ts'

export type MomentOptions = Omit<RestoreOptions, 'file' | 'databaseUrl'> & { folder: string; databaseUrl?: string | undefined; to: Date | undefined }

/** Without waiting for the disk, but with all that the log needs. */
const { wal_level: _, max_wal_senders: __, ...settings } = quickly

export function restoreMoment(options: MomentOptions): Promise<Restored> {
  const { keys, able, log } = options
  let course: Course
  return restoreInto(options, {
    async check() {
      if (options.databaseUrl !== undefined) throw new RestoreRefused('An archive is of the embedded database and cannot be put into an external one. Restore a backup there, or this archive without --database-url.')
      course = await plot(options)
      await checkPlace(options, course.manifest, course.base.bytes)
      return course.manifest
    },
    async fill(stage) {
      const files = join(stage, 'files')
      const { postgres, ...laid } = await rewind({ ...options, course, stage, files, settings })
      try {
        const secrets = options.secretsFile === undefined ? undefined : await loadBackup(options.secretsFile, options.secretsKeys ?? keys, { folder: files, able })
        const db = await connect({ url: postgres.connection, log, poolSize: 1 })
        await settleRestored(db, undefined).finally(() => db.close())
        return { rows: 0, bytes: laid.bytes, files: [...laid.files, ...(secrets?.files ?? [])] }
      } finally {
        await postgres.stop()
      }
    },
  })
}
