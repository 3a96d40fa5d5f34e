import { check } from '#kernel/check.ts'
import { takenBack } from '../../activity/index.ts'
import type { Surroundings } from '../surroundings.ts'

export const settingsCheck = check<Surroundings>({
  id: 'settings', title: 'Settings', about: 'No change of settings had to be taken back in the last ten minutes, because a node was not healthy with it.', severity: 'high',
  remedy: 'Nothing is broken: the settings are those from before. `bailiwick activity` says what each node saw; change the value, or make room for it on the node.',
  async look({ db }) {
    const outcome = await takenBack(db)
    return outcome === null ? { well: true, sentence: 'No change of settings had to be taken back.' } : { well: false, sentence: `A change of settings did not last. ${outcome}` }
  },
})
