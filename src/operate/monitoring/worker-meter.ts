/** What a web worker counts of itself and of its requests. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Delta, Meter, MetricDeclaration } from '#platform/metrics/index.ts'
import type { DatabaseStats } from '#platform/postgres/index.ts'
import {
  clientsFind, connectionsGet, dbRetries, eventLoop, heapTotal, heapUsed, poolConnections, processCpu, processMemory, requestSize, requestsAuthenticated, requestsReceived, requestsReplied, responseTime, statements, tenantsGet,
} from './metrics.ts'

type Answered = { endpoint: string | undefined; method: string; status: number; seconds: number; bytes: number }

/** @param processOf which part of the product an endpoint belongs to; requests without an endpoint count as `server`. */
export function countAnswers(meter: Meter, processOf: (endpoint: string) => string): (answered: Answered) => void {
  return ({ endpoint, method, status, seconds, bytes }) => {
    const process = endpoint === undefined ? 'server' : processOf(endpoint)
    meter.count(requestsReceived, { process })
    meter.count(requestsReplied, { process, method, status })
    if (process !== 'server' && status !== 401) meter.count(requestsAuthenticated, { process })
    if (bytes > 0) meter.count(requestSize, { process }, bytes)
    meter.observe(responseTime, { process, endpoint: endpoint ?? 'none' }, seconds)
  }
}

const loads: Readonly<Record<string, MetricDeclaration>> = { tenant: tenantsGet, client: clientsFind, connection: connectionsGet }

/** What was loaded into memory, where it is one of the kinds that are measured. */
export const countLoads = (meter: Meter) => (kind: string, took: number): void => {
  const metric = loads[kind]
  if (metric) meter.observe(metric, {}, took)
}

export function meterWorker(meter: Meter, role: string, stats: () => DatabaseStats): { take(): Delta; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let last = { cpu: process.cpuUsage(), statements: 0, retries: 0 }
  return {
    take() {
      const { connections, idle, waiting, retries, statements: sent } = stats()
      const cpu = process.cpuUsage()
      const memory = process.memoryUsage()
      meter.gauge(poolConnections, { state: 'open' }, connections)
      meter.gauge(poolConnections, { state: 'idle' }, idle)
      meter.gauge(poolConnections, { state: 'waiting' }, waiting)
      meter.gauge(heapTotal, { role }, memory.heapTotal)
      meter.gauge(heapUsed, { role }, memory.heapUsed)
      meter.gauge(processMemory, { role }, memory.rss)
      // The resolution itself is no delay.
      meter.gauge(eventLoop, { role, pid: process.pid }, Math.max(0, delay.max / 1e9 - 0.02))
      delay.reset()
      meter.count(processCpu, { role }, (cpu.user + cpu.system - last.cpu.user - last.cpu.system) / 1e6)
      meter.count(statements, {}, sent - last.statements)
      meter.count(dbRetries, {}, retries - last.retries)
      last = { cpu, statements: sent, retries }
      return meter.take()
    },
    stop: () => delay.disable(),
  }
}
