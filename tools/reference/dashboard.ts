/** What the dashboard uses of the APIs: found in its sources, where each request names its method and path. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Published } from '#surfaces/openapi/index.ts'
import { cell, page } from './api.ts'

const request = /\.(GET|POST|PUT|PATCH|DELETE)\(\s*'(\/api\/[^']+)'/g

export function dashboardUse(root: string, entries: readonly Published[]): string {
  const sources = readdirSync(join(root, 'dashboard', 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  const used = new Set(sources.flatMap((source) => [...source.matchAll(request)].map(([, method, path]) => `${method} ${path}`)))
  const operations = entries.filter(({ operation }) => operation !== undefined)
  const reached = (entry: Published) => used.has(`${entry.method} ${entry.path.replace(/:(\w+)/g, '{$1}')}`)
  const unused = operations.filter((entry) => !reached(entry))
  if (unused.length === operations.length) throw new Error('No page of the dashboard uses any operation: the shape that dashboard.ts looks for must have changed.')
  const table = (authority: Published['authority']) => {
    const rows = unused.filter((entry) => entry.authority === authority)
    return rows.length === 0 ? ['None.'] : ['| operation | | what it does |', '|---|---|---|', ...rows.map(({ id, method, path, about }) => `| \`${id}\` | ${method} ${path} | ${cell(about)} |`)]
  }
  return page('Operations that no page of the dashboard uses yet', `Of ${operations.length} operations the dashboard uses ${operations.length - unused.length}. The others are reached through the API and, where there is a command, through the command line.`, [
    '## Management API', '', ...table('tenant'), '', '## Configuration area', '', ...table('manage'),
  ])
}
