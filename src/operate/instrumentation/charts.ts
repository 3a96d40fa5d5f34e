/**
 * What is kept as time series. Indexes 0 to 5 are those that `query-metrics` has always had: database queries and attempted logins per second, processor
 * time and memory by process.
 */
import type { MetricDeclaration } from '#platform/metrics/index.ts'
import {
  clientsFind, connectionsGet, cpuBusy, dbRetries, diskFree, diskRead, diskWritten, eventLoop, heapTotal, heapUsed, memoryAvailable, netReceived, netSent, poolConnections, processCpu,
  processMemory, requestSize, requestsAuthenticated, requestsReceived, requestsReplied, responseTime, statements, swapFree, syntheticLoginTime, systemLoad, tenantsGet, workersRunning,
} from '../monitoring/index.ts'

export type Chart = {
  id: string
  /** Numbers of `query-metrics`: at 5 s, and at 1 min where that is a number of its own. */
  indexes?: readonly number[]
  title: string
  unit: string
  metric: MetricDeclaration | { name: string }
  /** rate: its growth per second. value: as it is. mean: of what a histogram observed. */
  read: 'rate' | 'value' | 'mean'
  /** A line for each value of this label; one line for all without it. */
  by?: string
  /** Only points whose label begins so. */
  where?: { label: string; begins: string }
  /** week: at 5 s for 7 days. Otherwise at 5 s for a day and as means of a minute for 7 days. */
  fine?: 'week'
}

const perSecond = 'per second'

/** Declared where logins are recorded; this layer does not know that place. */
const attemptedLogins = { name: 'bailiwick_logins_total' }

export const charts: readonly Chart[] = [
  { id: 'db-queries', indexes: [0, 1], title: 'Database queries', unit: perSecond, metric: statements, read: 'rate' },
  { id: 'logins', indexes: [2, 3], title: 'Attempted logins', unit: perSecond, metric: attemptedLogins, read: 'rate' },
  { id: 'process-cpu', indexes: [4], title: 'Processors by process', unit: 'processors', metric: processCpu, read: 'rate', by: 'role', fine: 'week' },
  { id: 'process-memory', indexes: [5], title: 'Memory by process', unit: 'bytes', metric: processMemory, read: 'value', by: 'role', fine: 'week' },
  { id: 'logins-by-outcome', title: 'Attempted logins by outcome', unit: perSecond, metric: attemptedLogins, read: 'rate', by: 'outcome' },
  { id: 'requests-received', title: 'Requests received', unit: perSecond, metric: requestsReceived, read: 'rate', by: 'process' },
  { id: 'requests-replied', title: 'Requests answered', unit: perSecond, metric: requestsReplied, read: 'rate', by: 'process' },
  { id: 'requests-failed', title: 'Requests answered with 5xx', unit: perSecond, metric: requestsReplied, read: 'rate', by: 'process', where: { label: 'status', begins: '5' } },
  { id: 'requests-authenticated', title: 'Requests authenticated', unit: perSecond, metric: requestsAuthenticated, read: 'rate', by: 'process' },
  { id: 'requests-size', title: 'Size of requests', unit: 'bytes per second', metric: requestSize, read: 'rate', by: 'process' },
  { id: 'response-time', title: 'Time of an answer', unit: 'seconds', metric: responseTime, read: 'mean', by: 'process' },
  { id: 'auth-step-time', title: 'Time of a step of an authorization', unit: 'seconds', metric: { name: 'bailiwick_auth_step_time_seconds' }, read: 'mean', by: 'step' },
  { id: 'tenants-get', title: 'Finding a tenant', unit: 'seconds', metric: tenantsGet, read: 'mean' },
  { id: 'clients-find', title: 'Finding an application', unit: 'seconds', metric: clientsFind, read: 'mean' },
  { id: 'connections-get', title: 'Finding a connection', unit: 'seconds', metric: connectionsGet, read: 'mean' },
  { id: 'synthetic-login', title: 'Time of the synthetic login', unit: 'seconds', metric: syntheticLoginTime, read: 'value' },
  { id: 'db-connections', title: 'Database connections by state', unit: 'connections', metric: poolConnections, read: 'value', by: 'state' },
  { id: 'db-retries', title: 'Statements run again', unit: perSecond, metric: dbRetries, read: 'rate' },
  { id: 'event-loop-blocked', title: 'Longest time a process did nothing else', unit: 'seconds', metric: eventLoop, read: 'value', by: 'role' },
  { id: 'heap-total', title: 'Heap reserved', unit: 'bytes', metric: heapTotal, read: 'value', by: 'role' },
  { id: 'heap-used', title: 'Heap used', unit: 'bytes', metric: heapUsed, read: 'value', by: 'role' },
  { id: 'workers', title: 'Web workers', unit: 'processes', metric: workersRunning, read: 'value' },
  { id: 'cpu', title: 'Processors busy', unit: 'ratio', metric: cpuBusy, read: 'value' },
  { id: 'load', title: 'Load', unit: 'processes', metric: systemLoad, read: 'value' },
  { id: 'memory-available', title: 'Memory available', unit: 'bytes', metric: memoryAvailable, read: 'value' },
  { id: 'swap-free', title: 'Swap free', unit: 'bytes', metric: swapFree, read: 'value' },
  { id: 'disk-free', title: 'Disk space free', unit: 'bytes', metric: diskFree, read: 'value', by: 'path' },
  { id: 'disk-read', title: 'Read from disks', unit: 'bytes per second', metric: diskRead, read: 'rate', by: 'device' },
  { id: 'disk-written', title: 'Written to disks', unit: 'bytes per second', metric: diskWritten, read: 'rate', by: 'device' },
  { id: 'net-received', title: 'Received over the network', unit: 'bytes per second', metric: netReceived, read: 'rate', by: 'interface' },
  { id: 'net-sent', title: 'Sent over the network', unit: 'bytes per second', metric: netSent, read: 'rate', by: 'interface' },
]

/** By its name or by a number of `query-metrics`; an odd number below 4 asks for the minute's means. */
export function findChart(word: string): { chart: Chart; coarse: boolean } | undefined {
  const index = /^\d$/.test(word) ? Number(word) : undefined
  const chart = charts.find(({ id, indexes = [] }) => id === word || (index !== undefined && indexes.includes(index)))
  return chart && { chart, coarse: index !== undefined && chart.indexes![0] !== index }
}
