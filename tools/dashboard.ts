/**
 * Builds the dashboard into `dashboard/dist` unless what is there was built from the same sources: `npm start` runs it first, `npm run dashboard` alone.
 * Nothing is downloaded. Of several that start at once one builds and the others wait; a failed build is told of and stops no start.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'dashboard')
const dist = join(folder, 'dist')
const stamp = join(dist, '.built-from')
const lock = join(folder, '.cache', 'building')
const root = join(folder, '..')

/** Of everything that a build depends on. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith('.d.ts')).map((entry) => join(entry.parentPath, entry.name))
  for (const file of [...sources.sort(), ...['index.html', 'vite.config.ts', 'package.json'].map((name) => join(folder, name)), join(root, 'package-lock.json')]) {
    hash.update(file.slice(folder.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

const present = (): string | undefined => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined)

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** True when the lock is ours; false while somebody who lives holds it. */
function take(): boolean {
  mkdirSync(join(folder, '.cache'), { recursive: true })
  try {
    const file = openSync(lock, 'wx')
    writeFileSync(file, `${process.pid}`)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = Number(readFileSync(lock, { encoding: 'utf8', flag: 'r' }) || '0')
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    if (holder > 0 ? !alive(holder) : age > 10_000) rmSync(lock, { force: true })
    return false
  }
}

async function compress(into: string): Promise<void> {
  const assets = join(into, 'assets')
  await Promise.all(
    readdirSync(assets).filter((name) => /\.(js|css|svg|json)$/.test(name)).map(async (name) => {
      const content = readFileSync(join(assets, name))
      if (content.length < 1024) return
      const [br, gz] = await Promise.all([
        promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
        promisify(gzip)(content, { level: 9 }),
      ])
      writeFileSync(join(assets, `${name}.br`), br)
      writeFileSync(join(assets, `${name}.gz`), gz)
    }),
  )
}

async function build(from: string): Promise<void> {
  const begun = performance.now()
  process.stderr.write('Building the dashboard, once for this checkout …\n')
  const fresh = join(folder, '.cache', `dist-${process.pid}`)
  const { build: bundle } = await import('vite')
  await bundle({ configFile: join(folder, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } })
  await compress(fresh)
  writeFileSync(join(fresh, '.built-from'), from)
  const old = join(folder, '.cache', `old-${process.pid}`)
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(fresh, dist)
  rmSync(old, { recursive: true, force: true })
  process.stderr.write(`The dashboard is built, in ${((performance.now() - begun) / 1000).toFixed(1)} s.\n`)
}

/** Resolves when `dashboard/dist` is what the sources say. */
export async function ensureDashboard(): Promise<void> {
  const wanted = fingerprint()
  while (present() !== wanted) {
    if (take()) {
      try {
        if (present() !== wanted) await build(wanted)
      } finally {
        rmSync(lock, { force: true })
      }
    } else await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureDashboard().catch((error: unknown) => {
    process.stderr.write(`The dashboard could not be built: ${error instanceof Error ? error.message : String(error)}\nEverything else works; its host says what to do.\n`)
    process.exitCode = process.argv.includes('--strict') ? 1 : 0
  })
}
