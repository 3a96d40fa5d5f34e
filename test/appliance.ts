/**
 * Starts the product exactly as a user does, as a process of its own over a data directory of its own, on free ports.
 * One appliance may serve all tests of a file: start it in `before`, stop it in `after`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { trust } from './loopback.ts'

const root = join(import.meta.dirname, '..')

export type ClientCredentials = { domain: string; client_id: string; client_secret: string }

/** The content of `bootstrap.json`. */
export type Bootstrap = {
  base_domain: string
  https_port: number
  http_port: number
  agent_port: number
  certificate_port?: number
  manage_url: string
  ca_file: string
  rta: ClientCredentials
  tenants: (ClientCredentials & { name: string })[]
  admin: { email: string; setup_url: string | null }
}

export type ApplianceOptions = {
  /** A data directory that exists already is kept by `stop`; without one a temporary one is made and removed. */
  dataDir?: string
  ports?: { https: number; http: number; agent?: number }
  environment?: Record<string, string>
  /** Further options of `bailiwick start`. */
  options?: string[]
  /** Milliseconds until the ready line must have come. */
  patience?: number
}

export type Appliance = {
  process: ChildProcess
  dataDir: string
  bootstrap: Bootstrap
  /** Credentials of the first app tenant's Management API. */
  main: ClientCredentials
  /** `https://main.<base>:port`; no slash at the end. */
  origin: string
  rootOrigin: string
  manageOrigin: string
  /** The first app tenant over plain HTTP on loopback. */
  httpOrigin: string
  /** Milliseconds from spawn to the ready line. */
  startedIn: number
  /** What it has written to stderr and stdout so far. */
  output(): string
  /** SIGTERM; resolves to the exit code when it is gone. Removes a temporary data directory. */
  stop(): Promise<number | null>
  /** Kill -9 of the supervisor alone; its children are left to their fate. Keeps the data directory. */
  kill9(): Promise<void>
}

export type Ended = { code: number | null; stdout: string; stderr: string }

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A folder every account may enter: Postgres gives up root's rights. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-appliance-'))
  chmodSync(folder, 0o755)
  return folder
}

/** Runs the executable to its end: for commands, and for starts that must fail. */
export async function bailiwick(args: string[], environment: Record<string, string> = {}, patience = 60_000): Promise<Ended> {
  const child = spawnBailiwick(args, environment)
  const collected = collect(child)
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, ...collected }
}

export async function startAppliance(options: ApplianceOptions = {}): Promise<Appliance> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const ports = options.ports ?? { https: 0, http: 0 }
  const clean = () => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  const begun = performance.now()
  const child = spawnBailiwick(
    ['start', '--json', '--data-dir', dataDir, '--https-port', `${ports.https}`, '--http-port', `${ports.http}`, '--agent-port', `${ports.agent ?? 0}`, ...(options.options ?? [])],
    options.environment ?? {},
  )
  const collected = collect(child)
  const output = () => `${collected.stderr}\n${collected.stdout}`
  let bootstrap: Bootstrap
  try {
    bootstrap = await readyLine(child, options.patience ?? 60_000)
  } catch (failure) {
    await end(child, dataDir)
    clean()
    throw new Error(`${(failure as Error).message}\n${output().slice(-4000)}`, { cause: failure })
  }
  const startedIn = performance.now() - begun
  trust(readFileSync(bootstrap.ca_file, 'utf8'))

  const main = bootstrap.tenants.find(({ name }) => name === 'main')
  if (!main) throw new Error('bootstrap.json names no tenant main')
  return {
    process: child,
    dataDir,
    bootstrap,
    main,
    origin: `https://${main.domain}`,
    rootOrigin: `https://${bootstrap.rta.domain}`,
    manageOrigin: new URL(bootstrap.manage_url).origin,
    httpOrigin: `http://${main.domain.split(':')[0]}:${bootstrap.http_port}`,
    startedIn,
    output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'close')
      }
      clean()
      return child.exitCode
    },
    async kill9() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** A start that nobody waits for any longer: asked to end, and after half a minute made to, with its Postgres. */
async function end(child: ChildProcess, dataDir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
    await closed
    clearTimeout(timer)
  }
  for (const { pid } of processesOf(dataDir)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has gone by itself.
    }
  }
}

/** Processes that still belong to a data directory after its supervisor died: Postgres by its pid file, others by their arguments. */
export function processesOf(dataDir: string): { pid: number; command: string }[] {
  if (!existsSync('/proc')) return []
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').charAt(0)
      const inside = command.includes(dataDir) || readlinkSync(`/proc/${pid}/cwd`).startsWith(dataDir)
      return state !== 'Z' && inside && pid !== process.pid ? [{ pid, command }] : []
    } catch {
      return []
    }
  })
}

function spawnBailiwick(args: string[], environment: Record<string, string>): ChildProcess {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BAILIWICK_') && name !== 'NODE_TEST_CONTEXT'))
  const child = spawn(process.execPath, [join(root, 'bin', 'bailiwick.ts'), ...args], {
    cwd: root,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const collected = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (collected.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (collected.stderr += text))
  return collected
}

function readyLine(child: ChildProcess, patience: number): Promise<Bootstrap> {
  const stdout = child.stdout
  if (!stdout) throw new Error('no stdout')
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ready line within ${patience} ms`)), patience)
    child.once('close', (code) => {
      clearTimeout(timer)
      reject(new Error(`bailiwick start ended with exit code ${code} before it was ready`))
    })
    createInterface({ input: stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return
      const event = JSON.parse(line) as { event?: string } & Bootstrap
      if (event.event !== 'ready') return
      clearTimeout(timer)
      resolve(event)
    })
  })
}
