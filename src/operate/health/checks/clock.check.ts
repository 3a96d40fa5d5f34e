import { check } from '#kernel/check.ts'
import { readingTime } from '../health.store.ts'
import type { Surroundings } from '../surroundings.ts'

/** Seconds. Tokens are refused for less by some libraries. */
const most = 30

export const clockCheck = check<Surroundings>({
  id: 'clock', title: 'Clock', about: `The clock of the node is within ${most} s of the database's. An embedded database has the same clock, so only an external one can tell.`, severity: 'high',
  remedy: 'Set up time synchronisation (NTP) on both machines, and switch off the host-to-guest synchronisation of virtual machines.',
  async look({ db, clock }) {
    const before = clock.now().getTime()
    const theirs = (await readingTime(db)).getTime()
    const ours = (before + clock.now().getTime()) / 2
    const seconds = Math.round((ours - theirs) / 1000)
    const apart = Math.abs(seconds)
    return { well: apart <= most, sentence: apart <= most ? 'The clocks of node and database agree.' : `The clock of this node is ${apart} s ${seconds > 0 ? 'ahead of' : 'behind'} the database's.`, measured: { seconds } }
  },
})
