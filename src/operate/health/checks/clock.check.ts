import { check } from '#kernel/check.ts'
import { readingTime } from '../health.store.ts'
import type { Surroundings } from '../surroundings.ts'

/** Seconds. Tokens are refused for less by some libraries. */
const most = 30

export const clockCheck = check<Surroundings>({
  id: 'clock', title: 'Clock', about: `The clock of the node is within ${most} s of the database's. An embedded database has the same clock, so only an external one can tell; and within as much of the NTP servers' that the settings name.`, severity: 'high',
  remedy: 'Set up time synchronisation (NTP) on both machines, and switch off the host-to-guest synchronisation of virtual machines.',
  async look({ db, clock, time }) {
    const before = clock.now().getTime()
    const theirs = (await readingTime(db)).getTime()
    const ours = (before + clock.now().getTime()) / 2
    const seconds = Math.round((ours - theirs) / 1000)
    const apart = [{ of: "the database's", seconds }, ...(await time.look()).flatMap((each) => ('ahead' in each ? [{ of: `${each.server}'s`, seconds: Math.round(each.ahead) }] : []))]
    const wrong = apart.filter((each) => Math.abs(each.seconds) > most)
    const sentence = wrong.length === 0 ? `The clocks of ${apart.length === 1 ? 'node and database' : 'node, database and time servers'} agree.`
      : `The clock of this node is ${wrong.map((each) => `${Math.abs(each.seconds)} s ${each.seconds > 0 ? 'ahead of' : 'behind'} ${each.of}`).join(' and ')}.`
    return { well: wrong.length === 0, sentence, measured: { seconds } }
  },
})
