/** The throughput with everything that a supervisor does beside it, and without: in turn, on one appliance, since what a busy machine gives changes from minute to minute. */
import { closedLoop, type Flow } from './load.ts'
import { median } from './rounds.ts'

export type SideBySide = { with: number; without: number; /** Of the pairs: throughput with, over without. */ ratios: number[]; ratio: number }

/** Workers serve on while their supervisor is stopped (SIGSTOP); connections must be open by then, since the supervisor accepts them. */
export async function sideBySide(flow: Flow, options: { supervisor: readonly number[]; pairs: number; seconds: number; connections: number }): Promise<SideBySide> {
  const { supervisor, pairs, seconds, connections } = options
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => supervisor.forEach((pid) => process.kill(pid, name))
  const alone = async (): Promise<number> => {
    try {
      return (await closedLoop(flow, { connections, seconds, opened: () => signal('SIGSTOP') })).rate
    } finally {
      signal('SIGCONT')
    }
  }
  const together = async (): Promise<number> => (await closedLoop(flow, { connections, seconds })).rate
  const [withIt, without]: [number[], number[]] = [[], []]
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const first of pair % 2 === 0 ? [true, false] : [false, true]) (first ? withIt : without).push(await (first ? together() : alone()))
  }
  const ratios = withIt.map((rate, index) => rate / without[index]!)
  return { with: median(withIt), without: median(without), ratios, ratio: median(ratios) }
}
