import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

/** Never documented anywhere; above this, requests wait for a processor most of the time. */
const most = 95

export const cpuCheck = check<Surroundings>({
  id: 'cpu', title: 'Processors', about: `The processors were busy for less than ${most} % of the last minute.`, severity: 'normal',
  remedy: 'Look which process is busy; add processors or nodes when it is the web workers under real load.',
  async look({ cpu }) {
    const busy = Math.round(cpu.busy() * 100)
    const seconds = Math.round(cpu.span())
    // A start keeps every processor busy; that is no finding.
    if (seconds < 45) return { well: true, sentence: `The ${cpu.count} processors were busy for ${busy} % of ${seconds} s; that is too short to judge.`, measured: { busy_percent: busy } }
    return { well: busy < most, sentence: `The ${cpu.count} processors were busy for ${busy} % of the last minute.`, measured: { busy_percent: busy } }
  },
})
