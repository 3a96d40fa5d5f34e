/** What every documented Authentication API endpoint is here: present, absent for now, or deliberately absent with a reason. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Published } from '#surfaces/openapi/index.ts'
import { cell } from './api.ts'

type Documented = { method: string; path: string; area: string; what: string }

/** By area or path. An endpoint that exists anyway is present, whatever stands here. */
const deliberatelyAbsent: Record<string, string> = {
  legacy: 'Closed for tenants made since June 2017; what replaced it is here or in the Management API.',
  '/passwordless/verify': 'Legacy; the grant http://auth0.com/oauth/grant-type/passwordless/otp replaced it.',
  '/relay.html': 'For browsers without postMessage, of which none is left.',
  '/user/geoloc/country': 'Needs a database of addresses and countries, which an appliance does not bring.',
}

const normal = (path: string): string => path.replace(/\{[^}]*\}|:\w+/g, '{}')

/** The chapter's lines, and how many endpoints are in which state. */
export function authentication(root: string, entries: readonly Published[]): { lines: string[]; summary: string } {
  const present = new Set(entries.filter(({ operation }) => !operation).map(({ method, path }) => `${method} ${normal(path)}`))
  const rows = read(root).map((endpoint) => {
    const reason = deliberatelyAbsent[endpoint.path] ?? deliberatelyAbsent[endpoint.area]
    const state = present.has(`${endpoint.method} ${normal(endpoint.path)}`) ? 'present' : reason ? 'deliberately absent' : 'absent'
    return { ...endpoint, state: state === 'deliberately absent' ? `${state}: ${reason}` : state }
  })
  const count = (state: string) => rows.filter((row) => row.state === state || row.state.startsWith(`${state}:`)).length
  if (count('present') === 0) throw new Error('None of the endpoints of contract-endpoints.tsv is declared: the paths must have changed their form.')
  return {
    summary: `${rows.length} documented endpoints of the Authentication API: ${count('present')} present, ${count('absent')} absent, ${count('deliberately absent')} deliberately absent.`,
    lines: ['| endpoint | area | what | state |', '|---|---|---|---|', ...rows.map(({ method, path, area, what, state }) => `| \`${method} ${path}\` | ${area} | ${cell(what)} | ${cell(state)} |`)],
  }
}

function read(root: string): Documented[] {
  const [, ...lines] = readFileSync(join(root, 'tools', 'reference', 'contract-endpoints.tsv'), 'utf8').trimEnd().split('\n')
  if (lines.length === 0) throw new Error('contract-endpoints.tsv is empty')
  return lines.map((line) => {
    const [method = '', path = '', area = '', what = ''] = line.split('\t')
    return { method, path, area, what }
  })
}
