import { check } from '#kernel/check.ts'
import { volumes } from '#platform/machine/index.ts'
import type { Surroundings } from '../surroundings.ts'

const most = 90

export const diskCheck = check<Surroundings>({
  id: 'disk', title: 'Disks', about: `No volume is filled by more than ${most} %.`, severity: 'normal',
  remedy: 'Free space on the volume named, or enlarge it, before the database has to stop.',
  async look({ dataDir }) {
    const found = await volumes([dataDir])
    const percent = (used: number) => Math.round(used * 1000) / 10
    const full = found.filter(({ used }) => percent(used) > most)
    const fullest = Math.max(0, ...found.map(({ used }) => percent(used)))
    const sentence = full.length === 0
      ? `${found.length === 1 ? 'The volume' : `The fullest of ${found.length} volumes`} is filled by ${fullest} %.`
      : `${full.map(({ path, used }) => `${path} is filled by ${percent(used)} %`).join(', ')}.`
    return { well: full.length === 0, sentence, measured: { used_percent: Math.round(fullest) } }
  },
})
