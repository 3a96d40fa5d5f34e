/** How old the last proven backup and the last snapshot are, in a sentence, and whether that is too old. */
import type { Observation } from '#kernel/check.ts'
import type { Settings } from '#kernel/setting.ts'
import type { Database } from '#platform/postgres/index.ts'
import { proofHours, snapshotDays } from './backups.settings.ts'
import { applianceAge, lastFailure, lastProven } from './backups.store.ts'
import { hoursText } from './measures.ts'
import { sinceStep } from './recovery.store.ts'

export type Cadence = { backups(): Promise<Observation>; snapshots(): Promise<Observation> }

export function cadenceOf({ db, settings }: { db: Database; settings: Settings }): Cadence {
  return {
    async backups() {
      const most = settings.get(proofHours)
      const [proven, last, age] = [await lastProven(db), await lastFailure(db), await applianceAge(db)]
      const failed = last?.state === 'failed' && last.hours < (proven?.hours ?? Infinity) ? ` The last attempt failed ${hoursText(last.hours)} ago: ${last.sentence}` : ''
      if (proven) {
        const measured = { hours: Math.round(proven.hours * 10) / 10 }
        return { well: proven.hours <= most && failed === '', sentence: `Last proven backup: ${hoursText(proven.hours)} ago.${proven.hours > most ? ` It should be no older than ${most} hours.` : ''}${failed}`, measured }
      }
      // A fresh appliance has as long as a backup may be old.
      if (age <= most && failed === '') return { well: true, sentence: `No backup has been proven yet; the first is due within ${hoursText(Math.max(most - age, 0))}.` }
      return { well: false, sentence: `No backup has ever been proven.${failed}` }
    },
    async snapshots() {
      const days = settings.get(snapshotDays)
      if (days === 0) return { well: true, sentence: 'No snapshots of the machines are expected (backups.snapshot-days is 0).' }
      const [last, age] = [await sinceStep(db, 'snapshot-made'), await applianceAge(db)]
      if (last) return { well: last.hours <= days * 24, sentence: `Last reported snapshot of the machines: ${hoursText(last.hours)} ago.`, measured: { hours: Math.round(last.hours * 10) / 10 } }
      if (age <= days * 24) return { well: true, sentence: `No snapshot of the machines was reported yet; the first is due within ${hoursText(days * 24 - age)}.` }
      return { well: false, sentence: 'No snapshot of the machines was ever reported.' }
    },
  }
}
