/** Programs from outside npm that some tests need: found where the caller says or in PATH, else installed on Debian by root. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Tool = {
  name: string
  /** Where the caller may say it is; tests read the same variable. */
  environment: string
  programs: readonly string[]
  /** Debian package. */
  package: string
  /** What a test file imports when it needs the tool. */
  neededBy: string
}

export const tools: readonly Tool[] = [
  {
    name: 'Chromium',
    environment: 'CHROME_PATH',
    programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    package: 'chromium',
    neededBy: '/browser.ts',
  },
  { name: 'age', environment: 'AGE_PATH', programs: ['age'], package: 'age', neededBy: '/age.ts' },
  { name: 'zstd', environment: 'ZSTD_PATH', programs: ['zstd'], package: 'zstd', neededBy: '/age.ts' },
  { name: 'Pebble', environment: 'PEBBLE_PATH', programs: ['pebble'], package: 'pebble', neededBy: '/pebble.ts' },
  { name: 'libfaketime', environment: 'FAKETIME_PATH', programs: ['faketime'], package: 'faketime', neededBy: '/fake-time.ts' },
  ...(['haproxy', 'nginx'] as const).map((name): Tool => ({
    name, environment: `${name.toUpperCase()}_PATH`, programs: [name, `/usr/sbin/${name}`], package: name === 'nginx' ? 'nginx-light' : name, neededBy: '/balancer-programs.ts',
  })),
]

export type Provided = { path: string; installed: boolean } | { missing: string }

/** Finds or installs a tool. Never throws: what is missing is said in one sentence. */
export function provide(tool: Tool): Provided {
  const told = process.env[tool.environment]
  if (told) return executable(told) ? { path: told, installed: false } : { missing: `${tool.environment}=${told} is no program.` }
  const present = find(tool)
  if (present) return { path: present, installed: false }
  if (!existsSync('/etc/debian_version')) return { missing: 'it is installed automatically on Debian only.' }
  if (process.getuid?.() !== 0) return { missing: `only root can install it: apt-get install ${tool.package}.` }

  console.log(`${tool.name} is missing; installing Debian's ${tool.package} …`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', tool.package]]) {
    const result = spawnSync('apt-get', args, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 600_000 })
    if (result.status !== 0) return { missing: `apt-get ${args.join(' ')} failed: ${(result.stderr || String(result.error ?? '')).trim().slice(-600)}` }
  }
  const path = find(tool)
  return path ? { path, installed: true } : { missing: `apt-get installed ${tool.package}, but no ${tool.programs[0]} is in PATH.` }
}

function find(tool: Tool): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return tool.programs.flatMap((program) => (program.startsWith('/') ? [program] : folders.map((folder) => join(folder, program)))).find(executable)
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
