import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

export const archiveCheck = check<Surroundings>({
  id: 'archive', title: 'Continuous archiving', about: 'Where backups.archiving is on: what was written until a moment ago lies in the archive, and can be restored.', severity: 'high',
  remedy: 'Free space on the backup device or mount it; the log waits in the data directory and is archived by itself as soon as it can be. See `bailiwick backup archive`.',
  look: async ({ archive }) => archive(),
})
