import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** Bytes since boot by interface; nothing where the system has no such file. */
export async function networkTraffic(): Promise<{ interface: string; received: number; sent: number }[]> {
  return (await text('/proc/net/dev')).split('\n').slice(2).flatMap((line) => {
    const [name, rest] = line.split(':')
    const numbers = rest?.trim().split(/\s+/).map(Number) ?? []
    return name && numbers.length >= 9 ? [{ interface: name.trim(), received: numbers[0]!, sent: numbers[8]! }] : []
  })
}

/** Bytes since boot by whole disk (not by partition). */
export async function diskTraffic(): Promise<{ device: string; read: number; written: number }[]> {
  return (await text('/proc/diskstats')).split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const device = fields[2] ?? ''
    return /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(device) ? [{ device, read: Number(fields[5]) * 512, written: Number(fields[9]) * 512 }] : []
  })
}

/** Bytes. */
export async function swap(): Promise<{ total: number; free: number }> {
  const info = await text('/proc/meminfo')
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(info)?.[1] ?? 0) * 1024
  return { total: bytes('SwapTotal'), free: bytes('SwapFree') }
}

/** Seconds of processor time since its start, and resident bytes. */
export type ProcessUse = { cpuSeconds: number; memory: number; /** Processor seconds of children that have ended. */ endedSeconds: number }

export async function processUse(pid: number): Promise<ProcessUse | undefined> {
  const stat = await text(`/proc/${pid}/stat`)
  // The name stands in parentheses and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields.length < 22) return undefined
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, memory: Number(fields[21]) * 4096, endedSeconds: (Number(fields[13]) + Number(fields[14])) / 100 }
}

/** A process and its children together. Pages that they share are counted once, with the parent. */
export async function familyUse(pid: number): Promise<ProcessUse | undefined> {
  const parent = await processUse(pid)
  if (!parent) return undefined
  const children = (await text(`/proc/${pid}/task/${pid}/children`)).split(' ').filter((each) => each !== '').map(Number)
  const uses = await Promise.all(children.map(async (child) => {
    const [use, statm] = await Promise.all([processUse(child), text(`/proc/${child}/statm`)])
    const [, resident = 0, shared = 0] = statm.split(' ').map(Number)
    return { cpuSeconds: use?.cpuSeconds ?? 0, memory: Math.max(0, resident - shared) * 4096, endedSeconds: 0 }
  }))
  return uses.reduce((sum, each) => ({ cpuSeconds: sum.cpuSeconds + each.cpuSeconds, memory: sum.memory + each.memory, endedSeconds: 0 }), { ...parent, cpuSeconds: parent.cpuSeconds + parent.endedSeconds })
}

/** The address that others most likely reach this machine under: the first that is not loopback or link-local. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).filter(({ internal }) => !internal)
  const usable = all.find(({ family }) => family === 'IPv4') ?? all.find(({ address }) => !address.startsWith('fe80'))
  return usable?.address ?? '127.0.0.1'
}
