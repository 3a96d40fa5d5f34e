/** The only door to `node:child_process`: start a program, or run one to its end. Never through a shell. */
import { spawn as nodeSpawn, type ChildProcess, type SpawnOptions } from 'node:child_process'

export type { ChildProcess, SpawnOptions }

export function spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return nodeSpawn(command, [...args], { ...options, shell: false })
}

export type Finished = { code: number | null; signal: NodeJS.Signals | null; output: string }

/** Runs a program to its end; a program that cannot be started ends with code 127 and the reason as its output. */
export function run(command: string, args: readonly string[], options: SpawnOptions & { input?: string } = {}): Promise<Finished> {
  const { input, ...rest } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...rest, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] })
    const pieces: Buffer[] = []
    child.stdout?.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr?.on('data', (piece: Buffer) => pieces.push(piece))
    child.stdin?.on('error', () => {}) // the program may end before it has read everything
    child.stdin?.end(input)
    child.on('error', (reason) => resolve({ code: 127, signal: null, output: reason.message }))
    child.on('close', (code, signal) => resolve({ code, signal, output: Buffer.concat(pieces).toString('utf8') }))
  })
}
