import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

export const snapshotCheck = check<Surroundings>({
  id: 'snapshot', title: 'Snapshots of the machines', about: 'Somebody reported snapshots of every machine within the week.', severity: 'normal',
  remedy: 'Make snapshots of every machine and say so: bailiwick snapshots record "…". Where none are made, set backups.snapshot-days to 0.',
  look: ({ recovery }) => recovery.snapshots(),
})
