import { job } from '#kernel/job.ts'
import type { Office } from '../context/index.ts'
import { mirrorJournal } from './mirror.ts'

/** Every node keeps its own copy. */
export const mirrorJob = (folder: string) =>
  job<Office>({ id: 'journal.copy', about: 'Copies new entries of the journal to a file on the node.', every: 5, where: 'each', run: (office) => mirrorJournal(office, folder) })
