/**
 * Writes the committed references from the declarations: `npm run reference`.
 * With `--check` it writes nothing and fails when a committed file is not what the declarations say.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commands } from '../src/commands.ts'
import * as modules from '../src/modules.ts'
import { checks } from '#operate/health/index.ts'
import { consoleResource } from '#provider/index.ts'
import { consolePrefix } from '../src/start/console.ts'
import { raciReference } from '#responsibilities/index.ts'
import { published } from '#surfaces/openapi/index.ts'
import { compatibility } from './reference/compatibility.ts'
import { applianceApi, consoleApi, openApi, operations, scopes } from './reference/api.ts'
import { checkTable, cli, exitCodeTable, jobTable, settingTable } from './reference/operating.ts'
import { dashboardUse } from './reference/dashboard.ts'
import { security } from './reference/security.ts'
import { errors, events } from './reference/sayings.ts'
import { schemaSql } from './reference/schema.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const entries = published(modules.resources, [...modules.protocolEndpoints, ...modules.invitations], modules.applianceResources)
if (entries.length === 0) throw new Error('src/modules.ts declares nothing: there is no reference to write.')

const files: Record<string, string> = {
  'docs/reference/operations.txt': operations(entries),
  'docs/reference/openapi.json': openApi({ resources: modules.resources, endpoints: modules.protocolEndpoints }, version),
  'docs/reference/openapi-appliance.json': applianceApi({ resources: modules.applianceResources }, version),
  'docs/reference/dashboard.md': dashboardUse(root, entries),
  'docs/reference/openapi-provider.json': consoleApi({ resources: [consoleResource as never], prefix: consolePrefix }, version),
  'docs/reference/scopes.md': scopes(entries),
  'docs/reference/errors.md': errors(root),
  'docs/reference/events.md': events(root),
  'docs/reference/settings.md': settingTable(modules.settings),
  'docs/reference/cli.md': cli(commands),
  'docs/reference/jobs.md': jobTable(modules.everyJob()),
  'docs/reference/checks.md': checkTable(checks),
  'docs/reference/raci.md': raciReference(),
  'docs/reference/exit-codes.md': exitCodeTable(),
  'docs/reference/compatibility.md': compatibility(root, entries),
  'docs/reference/security.md': security(root),
  'db/schema.sql': await schemaSql(root),
}

const stale: string[] = []
for (const [path, content] of Object.entries(files)) {
  const present = read(join(root, path))
  if (present === content) continue
  if (process.argv.includes('--check')) {
    stale.push(path)
    console.error(`${path} is not what the declarations say${present === undefined ? ' (it is missing)' : ''}:\n${firstDifference(present ?? '', content)}`)
  } else {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
    console.log(`wrote ${path}`)
  }
}
console.log(stale.length > 0 ? `${stale.length} of ${Object.keys(files).length} references are stale; run: npm run reference` : `references: ${Object.keys(files).length} files are fresh, ${entries.length} operations and endpoints`)
process.exitCode = stale.length > 0 ? 1 : 0

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Up to five lines that stand in one text and not in the other. */
function firstDifference(present: string, wanted: string): string {
  const old = new Set(present.split('\n'))
  const fresh = new Set(wanted.split('\n'))
  const gone = present.split('\n').filter((line) => !fresh.has(line)).slice(0, 5).map((line) => `  - ${line.slice(0, 160)}`)
  const come = wanted.split('\n').filter((line) => !old.has(line)).slice(0, 5).map((line) => `  + ${line.slice(0, 160)}`)
  return [...gone, ...come].join('\n') || '  (the order of lines differs)'
}
