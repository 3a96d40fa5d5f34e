import { readFile } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'

/** Bytes. `available` counts what the kernel would give back at once (caches). */
export type Memory = { total: number; available: number }

/** Within a container the smaller of its limit and the machine's. */
export async function memory(): Promise<Memory> {
  const machine = await fromMeminfo()
  const limit = Number(await text('/sys/fs/cgroup/memory.max'))
  if (!(limit > 0 && limit < machine.total)) return machine
  const used = Number(await text('/sys/fs/cgroup/memory.current'))
  const cached = Number(/^inactive_file (\d+)$/m.exec((await text('/sys/fs/cgroup/memory.stat')) ?? '')?.[1] ?? 0)
  return { total: limit, available: Math.min(machine.available, limit - used + cached) }
}

async function fromMeminfo(): Promise<Memory> {
  const info = await text('/proc/meminfo')
  const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(info ?? '')?.[1])
  const [total, available] = [kibibytes('MemTotal'), kibibytes('MemAvailable')]
  return total > 0 && available >= 0 ? { total: total * 1024, available: available * 1024 } : { total: totalmem(), available: freemem() }
}

const text = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
