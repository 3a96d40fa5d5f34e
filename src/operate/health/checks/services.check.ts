import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

export const servicesCheck = check<Surroundings>({
  id: 'services', title: 'Services', about: 'Every process of the appliance on this node runs and answers.', severity: 'high',
  remedy: 'The log says why a process ended or hangs; it is started again by itself. Restart the node when it is not.',
  async look({ services }) {
    const all = await services()
    const stopped = all.filter(({ runs }) => !runs)
    return {
      well: stopped.length === 0,
      sentence: stopped.length === 0 ? `${all.length} services run.` : stopped.map(({ sentence }) => sentence).join(' '),
      measured: { running: all.length - stopped.length, stopped: stopped.length },
    }
  },
})
