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
  /** Of the pairs: throughput with, over without. */
  ratios: number[]
  /** The ratios' mean without the highest and lowest fifth. */
  ratio: number
  /** Where that mean lies with 95 % confidence: of 4,000 samples of as many pairs, drawn with replacement. */
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
  const ratios = turns.SIGCONT.map((rate, index) => rate / turns.SIGSTOP[index]!)
  return {
    with: median(turns.SIGCONT), without: median(turns.SIGSTOP), ratios, ratio: trimmed(ratios), interval: interval(ratios),
    supervisor: (processorTime([supervisor]) - used) / (pairs * seconds),
  }
}

function trimmed(values: readonly number[]): number {
  const cut = Math.floor(values.length / 5)
  const kept = [...values].sort((a, b) => a - b).slice(cut, values.length - cut)
  return kept.reduce((sum, value) => sum + value, 0) / kept.length
}

function interval(values: readonly number[]): [number, number] {
  const means = Array.from({ length: 4000 }, () => trimmed(values.map(() => values[Math.floor(Math.random() * values.length)]!))).sort((a, b) => a - b)
  return [means[100]!, means[3899]!]
}
