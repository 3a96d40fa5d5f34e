/**
 * The import law of the tree, checked by a tool of our own: `npm run layers`.
 * ARCHITECTURE.md explains the table; this file is its one enforced copy. A run that saw no files fails.
 *
 * Imports are found by their shape at the start of a statement (`import`, `import type`, `export … from`, and `import(…)` anywhere,
 * types included), not by a full parse: the tree has no other way to name a module, and a computed `import(…)` is refused.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const layers = ['kernel', 'platform', 'resources', 'connections', 'scripts', 'oauth', 'login', 'responsibilities', 'operate', 'surfaces', 'provider'] as const
type Layer = (typeof layers)[number]

/** What each layer may import besides itself. The composition root (main.ts, modules.ts, start/) and bin may import everything. */
const mayImport: Record<Layer, readonly Layer[]> = {
  kernel: [],
  platform: ['kernel'],
  resources: ['kernel', 'platform', 'connections', 'scripts'],
  connections: ['kernel', 'platform', 'resources', 'scripts'],
  scripts: ['kernel', 'platform', 'resources', 'connections'],
  login: ['kernel', 'platform', 'resources', 'connections', 'scripts'],
  oauth: ['kernel', 'platform', 'resources', 'connections', 'scripts', 'login'],
  responsibilities: ['kernel', 'platform'],
  operate: ['kernel', 'platform'],
  surfaces: ['kernel', 'platform', 'operate', 'responsibilities'],
  provider: ['kernel', 'platform', 'responsibilities'],
}

/** Where an external package may be named at all. A package that is not listed is refused: adding one is a decision (docs/decisions/dependencies.md). */
const packageHomes: Record<string, readonly string[]> = {
  '@node-rs/argon2': ['src/platform/crypto'],
  '@node-rs/bcrypt': ['src/platform/crypto'],
  '@opentelemetry/exporter-metrics-otlp-http': ['src/platform/metrics'],
  '@opentelemetry/resources': ['src/platform/metrics'],
  '@opentelemetry/sdk-metrics': ['src/platform/metrics'],
  '@peculiar/x509': ['src/platform/tls'],
  'acme-client': ['src/operate/certificates'],
  'age-encryption': ['src/platform/archive'],
  fastify: ['src/platform/http'],
  'http-message-signatures': ['src/platform/signatures'],
  'ipaddr.js': ['src/platform/http', 'src/platform/outgoing'],
  jose: ['src/resources/keys'],
  liquidjs: ['src/login', 'src/platform/mail'],
  'node-forge': ['src/platform/tls'],
  nodemailer: ['src/platform/mail'],
  'structured-headers': ['src/platform/signatures'],
  'tar-stream': ['src/platform/archive'],
  pg: ['src/platform/postgres'],
  typebox: ['src/kernel'],
  'node:child_process': ['src/platform/processes'],
  'node:cluster': ['src/platform/processes'],
}

const drawers = new Set(['helpers', 'helper', 'utils', 'util', 'common', 'lib', 'shared', 'misc'])
const longestFile = 500
const deepestFolder = 3

export type LayerReport = { files: number; imports: number; medianLines: number; violations: string[] }

type Import = { specifier: string; line: number }

/** Every module a source file names. */
export function importsOf(source: string): Import[] {
  const found: Import[] = []
  const shapes = [
    /^\s*import\s+(?:type\s+)?(['"])(?<specifier>[^'"\n]+)\1/gm,
    /^\s*(?:import|export)\s[^;'"`]*?\bfrom\s*(['"])(?<specifier>[^'"\n]+)\1/gm,
    /^(?!\s*(?:\*|\/\/)).*\bimport\(\s*(['"])(?<specifier>[^'"\n]+)\1/gm,
    /^(?!\s*(?:\*|\/\/)).*\bimport\(\s*(?<specifier>[^'"\s)][^)\n]*)\)/gm,
    /^(?!\s*(?:\*|\/\/)).*\brequire\(\s*(['"])(?<specifier>[^'"\n]+)\1/gm,
  ]
  for (const [index, shape] of shapes.entries()) {
    for (const match of source.matchAll(shape)) {
      const specifier = match.groups?.['specifier'] ?? ''
      const line = source.slice(0, match.index + match[0].length).split('\n').length
      found.push({ specifier: index === 3 ? `(computed) ${specifier}` : specifier, line })
    }
  }
  return found
}

/** Checks the tree below `root` (a checkout). Throws when there is nothing to check. */
export function checkLayers(root: string): LayerReport {
  const files = ['src', 'bin', 'test', 'tools'].flatMap((folder) => sourcesBelow(root, folder))
  const law = files.filter((file) => /^(src|bin)\//.test(file))
  if (law.length === 0) throw new Error(`The layer checker saw no files below ${root}: nothing was checked.`)

  const violations: string[] = []
  const graph = new Map<string, string[]>()
  const known = new Set(files)
  const lengths: number[] = []
  let imports = 0
  const run = new Set<string>()

  for (const file of files) {
    const source = readFileSync(join(root, file), 'utf8')
    const lines = source.split('\n').length - (source.endsWith('\n') ? 1 : 0)
    lengths.push(lines)
    if (lines > longestFile) violations.push(`${file}: ${lines} lines; a file has at most ${longestFile}`)
    for (const folder of dirname(file).split('/')) {
      if (drawers.has(folder)) violations.push(`${file}: no folder is called "${folder}"; name it after what it holds`)
    }
    if (/\.(test|checks)\.ts$/.test(file)) for (const { specifier } of importsOf(source)) run.add(resolve(file, specifier) ?? '')
    if (!/^(src|bin)\//.test(file)) continue
    const depth = dirname(file).split('/').length - 1
    if (file.startsWith('src/') && depth > deepestFolder) violations.push(`${file}: ${depth} folders deep; at most ${deepestFolder} below src`)

    const targets: string[] = []
    for (const { specifier, line } of importsOf(source)) {
      imports += 1
      const at = `${file}:${line}`
      const resolved = resolve(file, specifier)
      if (resolved === undefined) {
        const complaint = forTests(file) ? undefined : externalComplaint(file, specifier)
        if (complaint) violations.push(`${at}: ${complaint}`)
        continue
      }
      if (!known.has(resolved) && !resolved.endsWith('.json')) {
        violations.push(`${at}: ${specifier} names no file (${resolved})`)
        continue
      }
      targets.push(resolved)
      const complaint = forTests(file) ? undefined : lawComplaint(file, resolved, specifier)
      if (complaint) violations.push(`${at}: ${complaint}`)
    }
    graph.set(file, targets)
  }

  for (const file of files) if (file.endsWith('.checks.ts') && !run.has(file)) violations.push(`${file}: no test imports it, so nothing runs it`)

  for (const file of ['ts', 'tsx'].flatMap((ending) => sourcesBelow(root, 'dashboard/src', `.${ending}`))) {
    if (file.includes('/generated/')) continue
    const source = readFileSync(join(root, file), 'utf8')
    const lines = source.split('\n').length - 1
    if (lines > longestFile) violations.push(`${file}: ${lines} lines; a file has at most ${longestFile}`)
    // Imports stand at the head of a file; further down, code that is shown to developers may look like one.
    const head = source.slice(0, /^(?:export|const|function|type) /m.exec(source)?.index ?? source.length).split('\n').length
    for (const { specifier, line } of importsOf(source)) {
      if (line > head && !specifier.startsWith('.') && !specifier.startsWith('#')) continue
      imports += 1
      const complaint = dashboardComplaint(root, file, specifier)
      if (complaint) violations.push(`${file}:${line}: ${complaint}`)
    }
    files.push(file)
    lengths.push(lines)
  }

  for (const cycle of cycles(graph)) violations.push(`import cycle: ${cycle.join(' → ')}`)
  lengths.sort((a, b) => a - b)
  return { files: files.length, imports, medianLines: lengths[Math.floor(lengths.length / 2)] ?? 0, violations }
}

/** The file a specifier stands for, from the root of the checkout; undefined for external packages. */
function resolve(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`
  if (specifier.startsWith('.')) return posix.normalize(posix.join(dirname(file), specifier))
  return undefined
}

function externalComplaint(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('(computed)')) return `import(…) of something computed cannot be checked: ${specifier}`
  const name = specifier.startsWith('node:') ? specifier : specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  const homes = packageHomes[name]
  if (!homes) {
    if (!name.startsWith('node:')) return `${name} is in no line of the law; add it to tools/layers.ts and docs/decisions/dependencies.md`
    return layerOf(file) === 'kernel' ? `kernel does no I/O and imports no ${name}` : undefined
  }
  return homes.some((home) => file.startsWith(`${home}/`)) ? undefined : `${name} may only be imported in ${homes.join(', ')}`
}

/** The dashboard is an application like any other: of the product it knows the generated types of the public APIs, and no package but its own. */
function dashboardComplaint(root: string, file: string, specifier: string): string | undefined {
  const resolved = resolve(file, specifier)
  if (resolved !== undefined) return resolved.startsWith('dashboard/src/') ? undefined : `${specifier} leaves the dashboard`
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  const { dependencies } = JSON.parse(readFileSync(join(root, 'dashboard', 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  return name in dependencies ? undefined : `${name} is no dependency of the dashboard`
}

function lawComplaint(file: string, target: string, specifier: string): string | undefined {
  if (!target.startsWith('src/')) return file.startsWith('bin/') ? undefined : `${specifier} leaves src`
  if (forTests(target)) return `${specifier} is there for tests only`
  const from = layerOf(file)
  const to = layerOf(target)
  if (from === undefined) {
    if (!isTop(file)) return `${file} stands in no layer of the law`
  } else {
    if (to === undefined) return `${from} may not import ${target}, which knows everyone`
    if (from !== to && !mayImport[from].includes(to)) return `${from} may not import ${to} (${specifier})`
  }
  if (to === undefined || to === 'kernel') return undefined
  // Composition roots and neighbours enter a folder by its index.ts; inside one's own folder every file may be named.
  if (basename(target) === 'index.ts' && target === `${roomOf(target)}/index.ts`) return undefined
  if (roomOf(file) !== roomOf(target)) return `${specifier}: another folder is entered only through its index.ts`
  const own = `${dirname(file)}/`
  const there = `${dirname(target)}/`
  const sideways = !own.startsWith(there) && !there.startsWith(own)
  return sideways && basename(target) !== 'index.ts' ? `${specifier}: another folder is entered only through its index.ts` : undefined
}

function layerOf(file: string): Layer | undefined {
  const name = file.split('/')[1]
  return file.startsWith('src/') ? layers.find((layer) => layer === name) : undefined
}

const isTop = (file: string): boolean => /^(bin|src\/start)\//.test(file) || /^src\/[^/]+\.ts$/.test(file)

/** Tests, and what only tests use, are free of the table. */
const forTests = (file: string): boolean => /\.(test|fixture)\.ts$/.test(file)

/** The folder that has one owner and one door: `src/resources/clients`; oauth and login are one room each. */
function roomOf(file: string): string {
  const parts = dirname(file).split('/')
  return parts.slice(0, parts[1] === 'oauth' || parts[1] === 'login' ? 2 : 3).join('/')
}

/** Each strongly connected knot once, as one closed path through it. */
function cycles(graph: Map<string, string[]>): string[][] {
  const found: string[][] = []
  const state = new Map<string, 'open' | 'done'>()
  const path: string[] = []
  const visit = (file: string): void => {
    state.set(file, 'open')
    path.push(file)
    for (const target of graph.get(file) ?? []) {
      if (state.get(target) === 'open') found.push([...path.slice(path.indexOf(target)), target])
      else if (!state.has(target)) visit(target)
    }
    path.pop()
    state.set(file, 'done')
  }
  for (const file of graph.keys()) if (!state.has(file)) visit(file)
  return found
}

function sourcesBelow(root: string, folder: string, ending = '.ts'): string[] {
  const start = join(root, folder)
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report = checkLayers(fileURLToPath(new URL('..', import.meta.url)))
  for (const violation of report.violations) console.error(violation)
  const verdict = report.violations.length === 0 ? 'the import law holds' : `${report.violations.length} violations`
  console.log(`layers: ${report.files} files (median ${report.medianLines} lines), ${report.imports} imports, ${verdict}`)
  process.exitCode = report.violations.length === 0 ? 0 : 1
}
