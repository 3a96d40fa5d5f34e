/** What the benchmark asks of the machine itself: cores, processor time, memory. Linux says it all; elsewhere the figures are absent. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'

const linux = process.platform === 'linux'

/** Keeps a process with all its threads on one core; false where that cannot be done. Children made later stay there too. */
export function pin(pid: number, core: number): boolean {
  if (!linux || cpus().length < 2) return false
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const stat = (pid: number): string[] | undefined => {
  try {
    // The name in brackets may contain anything.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  } catch {
    return undefined
  }
}

/** A process and everything below it, with the command line of each. */
export function family(root: number): { pid: number; command: string }[] {
  if (!linux) return []
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), Number(stat(Number(name))?.[1])]))
  const found = new Set([root])
  for (let before = 0; before < found.size;) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  return [...found].flatMap((pid) => {
    try {
      return [{ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }]
    } catch {
      return []
    }
  })
}

/** Seconds of processor time that these processes have used so far, threads included. */
export function processorTime(pids: readonly number[]): number {
  const ticks = pids.map((pid) => stat(pid)).map((fields) => (fields ? Number(fields[11]) + Number(fields[12]) : 0))
  return ticks.reduce((sum, each) => sum + each, 0) / 100
}

/** Seconds of processor time that those children of a process used which have ended. */
export function processorTimeOfEnded(pid: number): number {
  const fields = stat(pid)
  return fields ? (Number(fields[13]) + Number(fields[14])) / 100 : NaN
}

/** Resident memory in MiB; undefined where nobody says. */
export function residentMemory(pid: number): number | undefined {
  try {
    return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
  } catch {
    return undefined
  }
}

export const load = (): number => loadavg()[0] ?? 0

export function describeMachine(): string[] {
  const [first] = cpus()
  return [
    `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    `Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`,
  ]
}
