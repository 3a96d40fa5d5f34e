import { availableParallelism, cpus } from 'node:os'

export type CpuWatch = {
  /** Share of all processors that was busy over the last minute (or since the watch began), 0 to 1. */
  busy(): number
  /** Seconds that `busy` speaks of. */
  span(): number
  count: number
  stop(): void
}

type Times = { busy: number; all: number }

function now(): Times {
  return cpus().reduce<Times>(({ busy, all }, { times: { user, nice, sys, idle, irq } }) => {
    const working = user + nice + sys + irq
    return { busy: busy + working, all: all + working + idle }
  }, { busy: 0, all: 0 })
}

/** Keeps the readings of the last minute, one every five seconds. */
export function cpuWatch(): CpuWatch {
  const began = performance.now()
  const readings: Times[] = [now()]
  const timer = setInterval(() => {
    readings.push(now())
    if (readings.length > 12) readings.shift()
  }, 5_000)
  timer.unref()
  return {
    count: availableParallelism(),
    span: () => Math.min(60, (performance.now() - began) / 1000),
    busy() {
      const first = readings[0]!
      const last = now()
      const all = last.all - first.all
      return all <= 0 ? 0 : Math.min(1, (last.busy - first.busy) / all)
    },
    stop: () => clearInterval(timer),
  }
}
