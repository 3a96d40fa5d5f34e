/** The machine's own figures, read when somebody wants them. */
import { loadavg, uptime } from 'node:os'
import { diskTraffic, familyUse, memory, networkTraffic, swap, volumes, type CpuWatch } from '#platform/machine/index.ts'
import type { Meter } from '#platform/metrics/index.ts'
import {
  cpuBusy, diskFree, diskRead, diskTotal, diskWritten, memoryAvailable, memoryTotal, netReceived, netSent, processMemory, swapFree, swapTotal, systemLoad, systemUptime,
} from './metrics.ts'

/** @returns seconds of processor time that the embedded database has used since it was started. */
export async function measureMachine(meter: Meter, { cpu, dataDir, database }: { cpu: CpuWatch; dataDir: string; /** Process id of the embedded database. */ database: number | undefined }): Promise<number | undefined> {
  const [ram, swapped, disks, traffic, network, postgres] = await Promise.all([
    memory(), swap(), volumes([dataDir]), diskTraffic(), networkTraffic(), database === undefined ? undefined : familyUse(database),
  ])
  if (postgres) meter.gauge(processMemory, { role: 'postgres' }, postgres.memory)
  meter.gauge(cpuBusy, {}, Math.round(cpu.busy() * 1000) / 1000)
  meter.gauge(systemLoad, {}, loadavg()[0] ?? 0)
  meter.gauge(systemUptime, {}, Math.round(uptime()))
  meter.gauge(memoryTotal, {}, ram.total)
  meter.gauge(memoryAvailable, {}, ram.available)
  meter.gauge(swapTotal, {}, swapped.total)
  meter.gauge(swapFree, {}, swapped.free)
  for (const { path, total, free } of disks) {
    meter.gauge(diskTotal, { path }, total)
    meter.gauge(diskFree, { path }, free)
  }
  for (const { device, read, written } of traffic) {
    meter.gauge(diskRead, { device }, read)
    meter.gauge(diskWritten, { device }, written)
  }
  for (const { interface: name, received, sent } of network) {
    meter.gauge(netReceived, { interface: name }, received)
    meter.gauge(netSent, { interface: name }, sent)
  }
  return postgres?.cpuSeconds
}
