/** The throughput with everything that a supervisor does beside it, and without: under one load, in short turns, since what a busy machine gives changes from second to second. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Flow } from './load.ts'
import { processorTime } from './machine.ts'
import { median } from './rounds.ts'
import { openWire } from './wire.ts'

export type SideBySide = {
  /** Passes a second, medians of the turns. */
  with: number
  without: number
  /** All that was answered in the turns with, over all in the turns without: nothing is cut away, because the dearest work of a supervisor is rare. */
  ratio: number
  /** Where that lies with 95 % confidence: of 4,000 samples of as many pairs, drawn with replacement. */
  interval: [low: number, high: number]
  /** Processor seconds of the supervisor in a second of the turns in which it ran. Work that was due while it stood is done then. */
  supervisor: number
}

/** Workers serve on while their supervisor is stopped (SIGSTOP); connections are open before, since the supervisor accepts them. */
export async function sideBySide(flow: Flow, options: { supervisor: number; pairs: number; seconds: number; connections: number }): Promise<SideBySide> {
  const { supervisor, pairs, seconds, connections } = options
  const wires = await Promise.all(Array.from({ length: connections }, () => openWire(flow.target)))
  let passes = 0
  let going = true
  const lanes = Promise.all(wires.map(async (wire) => {
    while (going) {
      await flow.pass(wire)
      passes += 1
    }
  }))
  const rate = async (): Promise<number> => {
    const [before, began] = [passes, performance.now()]
    await Promise.race([delay(seconds * 1000), lanes])
    return ((passes - before) * 1000) / (performance.now() - began)
  }
  const turns: Record<'SIGCONT' | 'SIGSTOP', number[]> = { SIGCONT: [], SIGSTOP: [] }
  const used = processorTime([supervisor])
  try {
    await rate()
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const signal of pair % 2 === 0 ? ['SIGCONT', 'SIGSTOP'] as const : ['SIGSTOP', 'SIGCONT'] as const) {
        process.kill(supervisor, signal)
        turns[signal].push(await rate())
      }
    }
  } finally {
    process.kill(supervisor, 'SIGCONT')
    going = false
    await lanes
    for (const wire of wires) wire.close()
  }
  const drawn = turns.SIGCONT.map((rate, index): Pair => [rate, turns.SIGSTOP[index]!])
  return {
    with: median(turns.SIGCONT), without: median(turns.SIGSTOP), ratio: ratio(drawn), interval: interval(drawn),
    supervisor: (processorTime([supervisor]) - used) / (pairs * seconds),
  }
}

type Pair = [beside: number, alone: number]

function ratio(pairs: readonly Pair[]): number {
  const [beside, alone] = pairs.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0])
  return beside / alone
}

function interval(pairs: readonly Pair[]): [number, number] {
  const found = Array.from({ length: 4000 }, () => ratio(pairs.map(() => pairs[Math.floor(Math.random() * pairs.length)]!))).sort((a, b) => a - b)
  return [found[100]!, found[3899]!]
}
