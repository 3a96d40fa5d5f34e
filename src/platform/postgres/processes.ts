/** What is true of a process right now, told from /proc where there is one. */
import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { run } from '#platform/processes/index.ts'

/** A zombie is dead: where pid 1 reaps no orphans, kill(pid, 0) says it lives for ever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may itself contain spaces and parentheses.
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
    return state !== 'Z' && state !== 'X'
  } catch {
    return process.platform !== 'linux'
  }
}

/** Is this process a Postgres that serves this very folder? Pids are reused, so a pid alone proves nothing. */
export async function isPostgresOn(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') {
    try {
      // A replaced or deleted binary reads as "…/postgres (deleted)".
      const name = basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '')
      return name === 'postgres' && sameFolder(`/proc/${pid}/cwd`, cluster)
    } catch (reason) {
      // A service may hold a capability, for ports below 1024, that a command of the same account does not: then only the command line can be read.
      return (reason as NodeJS.ErrnoException).code === 'EACCES' && statSync(`/proc/${pid}`).uid === process.getuid?.() && commandServes(pid, cluster)
    }
  }
  const listed = await run('ps', ['-o', 'command=', '-p', String(pid)])
  return listed.output.includes('postgres') && listed.output.includes(cluster)
}

function commandServes(pid: number, cluster: string): boolean {
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  return basename(program) === 'postgres' && args[0] === '-D' && args[1] !== undefined && sameFolder(args[1], cluster)
}

function sameFolder(left: string, right: string): boolean {
  const [a, b] = [statSync(left), statSync(right)]
  return a.dev === b.dev && a.ino === b.ino
}

/** Waits for a condition; false when the time is over. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  for (;;) {
    if (await condition()) return true
    if (performance.now() > deadline) return false
    await pause(10)
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
