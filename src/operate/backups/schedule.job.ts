import { job } from '#kernel/job.ts'
import { Problem } from '#kernel/problem.ts'
import { backupContent, backupTime } from './backups.settings.ts'
import { scheduledSince } from './backups.store.ts'
import { requestBackup, type Asking } from './request.ts'
import { roleOf } from './roles.store.ts'
import type { Clock } from '#platform/clock/index.ts'

/** @param node the one that this process belongs to. */
export const dailyBackup = (node: string) => job<Asking & { clock: Clock }>({
  id: 'backups.daily', about: 'Asks for the daily backup of a node that has the backup role, once its time has come.', every: 60, where: 'each',
  async run(ctx) {
    const at = ctx.settings.get(backupTime)
    if (at === '') return 'No daily backup is set (backups.daily-at).'
    if (!(await roleOf(ctx.db, node))) return 'This node does not have the backup role.'
    const due = dueAt(at, ctx.clock.now())
    if (await scheduledSince(ctx.db, node, due)) return `The daily backup of ${due.toISOString().slice(0, 16)} has been asked for.`
    try {
      const id = await requestBackup(ctx, { content: ctx.settings.get(backupContent), by: 'schedule', here: node, scheduled: true })
      return `The daily backup ${id} was asked for.`
    } catch (error) {
      if (error instanceof Problem) throw new Error(`The daily backup could not be asked for: ${error.message}`, { cause: error })
      throw error
    }
  },
})

/** The last time of day `at` (UTC) that has passed; a node that was down makes up for it when it is back. */
export function dueAt(at: string, now: Date): Date {
  const due = new Date(`${now.toISOString().slice(0, 10)}T${at}:00Z`)
  return due > now ? new Date(due.getTime() - 86_400_000) : due
}
