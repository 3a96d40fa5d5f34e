/**
 * A machine to install a package on: this one's files, copied on write into memory, with processes of their own; the network is shared. Nothing of what
 * happens there outlives it. Needs root and Linux.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { temporaryFolder } from '../appliance.ts'

export const withoutMachine = process.getuid?.() === 0 && process.platform === 'linux' ? false : 'needs root on Linux'

export type Ran = { code: number; output: string }
export type Machine = {
  /** Runs a shell script there, as root. */
  run(script: string): Promise<Ran>
  close(): Promise<void>
}

/** Raised in a mount namespace; then reads scripts, one a line in base64, and answers each with its output. */
const raise = (place: string) => `
set -e
mount -t tmpfs -o size=4g tmpfs ${place}
mkdir ${place}/upper ${place}/work ${place}/root
mount -t overlay overlay -o lowerdir=/,upperdir=${place}/upper,workdir=${place}/work ${place}/root
cd ${place}/root
mount -t proc proc proc
mount --bind /dev dev
mount -t tmpfs -o mode=755 tmpfs run
set +e
while read -r script; do
  output=$(printf %s "$script" | base64 -d | chroot . env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 sh 2>&1 </dev/stdin | base64 -w0; exit \${PIPESTATUS[2]})
  echo "$? $output"
done
`

export function bareMachine(): Machine {
  const place = join(temporaryFolder(), 'machine')
  mkdirSync(place)
  const child = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'bash', '-c', raise(place)], { stdio: ['pipe', 'pipe', 'pipe'] })
  let trouble = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (trouble += text))
  const waiting: ((line: string) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  return {
    async run(script) {
      const answer = new Promise<string>((resolve) => waiting.push(resolve))
      child.stdin.write(`${Buffer.from(script).toString('base64')}\n`)
      const line = await Promise.race([answer, ended.then(() => { throw new Error(`The machine is gone: ${trouble.slice(-1000)}`) })])
      const [code = '', output = ''] = line.split(' ')
      return { code: Number(code), output: Buffer.from(output, 'base64').toString() }
    },
    async close() {
      child.stdin.end()
      await ended
      rmSync(join(place, '..'), { recursive: true, force: true })
    },
  }
}
