/** The machine's own figures, read when somebody wants them. */
import { loadavg, uptime } from 'node:os'
import { diskTraffic, memory, networkTraffic, swap, volumes, type CpuWatch } from '#platform/machine/index.ts'
import type { Meter } from '#platform/metrics/index.ts'
import {
  cpuBusy, diskFree, diskRead, diskTotal, diskWritten, memoryAvailable, memoryTotal, netReceived, netSent, swapFree, swapTotal, systemLoad, systemUptime,
} from './metrics.ts'

export async function measureMachine(meter: Meter, { cpu, dataDir }: { cpu: CpuWatch; dataDir: string }): Promise<void> {
  const [ram, swapped, disks, traffic, network] = await Promise.all([memory(), swap(), volumes([dataDir]), diskTraffic(), networkTraffic()])
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
}
