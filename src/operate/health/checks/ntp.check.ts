import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

export const ntpCheck = check<Surroundings>({
  id: 'ntp', title: 'Time servers', about: 'Each NTP server that the settings name answers and knows the time; well where none is named.', severity: 'normal',
  remedy: 'Let the node reach UDP port 123 of the servers, or correct time.ntp-servers.',
  async look({ time }) {
    const found = await time.look()
    const silent = found.flatMap((each) => ('silent' in each ? [each.silent] : []))
    if (found.length === 0) return { well: true, sentence: 'No time servers are set.' }
    return { well: silent.length === 0, sentence: silent.length === 0 ? `${found.length === 1 ? 'The time server answers' : `All ${found.length} time servers answer`}.` : silent.join(' ') }
  },
})
