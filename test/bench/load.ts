/** Two kinds of load. Every request is counted; one that fails, or is answered with something else than expected, fails the run. */
import { openWire, type Target, type Wire } from './wire.ts'

/** One pass of a flow over one connection: one request or several. Throws when an answer is not what it must be. */
export type Flow = {
  target: Target
  /** Requests in one pass. */
  requests: number
  pass(wire: Wire): Promise<void>
}

export type Measured = {
  passes: number
  seconds: number
  /** Passes a second. */
  rate: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Share of the load generator's core that was spent: near 1 the client was the limit, not the server. */
  clientBusy: number
}

/** As fast as the server answers, over so many connections. */
export async function closedLoop(flow: Flow, options: { connections: number; seconds: number; most?: number }): Promise<Measured> {
  const wires = await Promise.all(Array.from({ length: options.connections }, () => openWire(flow.target)))
  try {
    const times: number[] = []
    const cpu = process.cpuUsage()
    const began = performance.now()
    const until = began + options.seconds * 1000
    const most = options.most ?? Infinity
    let begun = 0
    await Promise.all(wires.map(async (wire) => {
      for (let now = performance.now(); now < until && begun < most; now = performance.now()) {
        begun += 1
        await flow.pass(wire)
        times.push(performance.now() - now)
      }
    }))
    return summary(times, began, cpu)
  } finally {
    for (const wire of wires) wire.close()
  }
}

/**
 * At a constant rate, whether or not the server keeps up: the time of a pass counts from when it was due, so that waiting for a free
 * connection is part of it (no coordinated omission).
 */
export async function openLoop(flow: Flow, options: { connections: number; seconds: number; rate: number }): Promise<Measured> {
  const wires = await Promise.all(Array.from({ length: options.connections }, () => openWire(flow.target)))
  try {
    const free = [...wires]
    const waiting: number[] = []
    const times: number[] = []
    const failures: unknown[] = []
    const total = Math.floor(options.rate * options.seconds)
    const cpu = process.cpuUsage()
    const began = performance.now()
    let done = 0
    await new Promise<void>((resolve) => {
      const run = async (wire: Wire, due: number) => {
        try {
          await flow.pass(wire)
          times.push(performance.now() - due)
        } catch (error) {
          failures.push(error)
        }
        done += 1
        if (done === total || failures.length > 0) return resolve()
        const next = waiting.shift()
        if (next === undefined) free.push(wire)
        else void run(wire, next)
      }
      let sent = 0
      const tick = () => {
        if (failures.length > 0) return
        const now = performance.now()
        for (; sent < total; sent += 1) {
          const due = began + (sent * 1000) / options.rate
          if (due > now) break
          const wire = free.pop()
          if (wire) void run(wire, due)
          else waiting.push(due)
        }
        // No timer: a millisecond is longer than the time between two passes.
        if (sent < total) setImmediate(tick)
      }
      tick()
    })
    if (failures.length > 0) throw failures[0]
    // The waiting loop keeps the core busy, so its use says nothing.
    return { ...summary(times, began, cpu), clientBusy: NaN }
  } finally {
    for (const wire of wires) wire.close()
  }
}

function summary(times: number[], began: number, cpu: NodeJS.CpuUsage): Measured {
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN
  return { passes: times.length, seconds, rate: times.length / seconds, p50: at(0.5), p99: at(0.99), clientBusy: (user + system) / 1e6 / seconds }
}
