/** What every documented Management API operation is here: present, absent for now, or deliberately absent with a reason. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Published } from '#surfaces/openapi/index.ts'
import { cell, page } from './api.ts'
import { authentication } from './authentication.ts'
import { groupDifferences, protocolDifferences } from './differences.ts'

type Documented = { method: string; path: string; operationId: string; tag: string; tier: string }

/** By tag, or by the beginning of a path. An operation that exists anyway is present, whatever stands here. */
const deliberatelyAbsent: Record<string, string> = {
  experimentation: 'Beta of the vendor\'s own cloud; feature flags belong into the application.',
  'supplemental-signals': 'Carries signals of a content delivery network that stands in front of the vendor\'s cloud only.',
  'risk-assessments': 'Scores made by the vendor\'s cloud from traffic of all its customers; one appliance has no such data.',
  'verifiable-credentials': 'Never left early access; no maintained client uses it.',
  '/keys/network-acls': 'Signs requests between the vendor\'s edge and its customers\'; an appliance has its own reverse proxy.',
  '/organizations/{id}/organization-templates': 'Undocumented: only one SDK version names it, without saying what it does.',
}

const normal = (path: string): string => path.replace(/\{[^}]*\}|:\w+/g, '{}').replace(/\/$/, '')

export function compatibility(root: string, entries: readonly Published[]): string {
  const documented = read(root)
  const present = new Set(entries.filter(({ operation }) => operation).map(({ method, path }) => `${method} ${normal(path)}`))
  const rows = documented.map((operation) => {
    const key = `${operation.method} ${normal(`/api/v2${operation.path}`)}`
    const reason = deliberatelyAbsent[operation.tag] ?? Object.entries(deliberatelyAbsent).find(([start]) => start.startsWith('/') && operation.path.startsWith(start))?.[1]
    if (operation.tier === 'C' && !reason) throw new Error(`compatibility.ts gives no reason for ${operation.method} ${operation.path}`)
    const state = present.delete(key) ? 'present' : reason ? 'deliberately absent' : 'absent'
    return { ...operation, state, reason: state === 'deliberately absent' ? reason : undefined }
  })
  const count = (state: string) => rows.filter((row) => row.state === state).length
  const tags = [...new Set(rows.map(({ tag }) => tag))].sort()
  const own = [...present].sort()
  const protocol = authentication(root, entries)
  return page('Compatibility', `${protocol.summary}\n\n${documented.length} documented operations of the Management API: ${count('present')} present, ${count('absent')} absent, ${count('deliberately absent')} deliberately absent. "Absent" means: not yet; the answer is 404.`, [
    '## Authentication API', '', ...protocol.lines, '', '### What differs', '', ...protocolDifferences.map((sentence) => `- ${sentence}`), '', '## Management API', '',
    '| group | present | of |', '|---|---|---|',
    ...tags.map((tag) => `| [${tag}](#${tag}) | ${rows.filter((row) => row.tag === tag && row.state === 'present').length} | ${rows.filter((row) => row.tag === tag).length} |`),
    ...tags.flatMap((tag) => ['', `### ${tag}`, '', ...(groupDifferences[tag] === undefined ? [] : [groupDifferences[tag], '']), '| operation | path | state |', '|---|---|---|', ...rows.filter((row) => row.tag === tag).map((row) =>
      `| ${row.operationId} | \`${row.method} ${row.path}\` | ${row.state}${row.reason ? `: ${cell(row.reason)}` : ''} |`)]),
    ...(own.length > 0 ? ['', '## Beyond the documented ones', '', ...own.map((line) => `- \`${line}\``)] : []),
  ])
}

function read(root: string): Documented[] {
  const [, ...lines] = readFileSync(join(root, 'tools', 'reference', 'contract-operations.tsv'), 'utf8').trimEnd().split('\n')
  if (lines.length === 0) throw new Error('contract-operations.tsv is empty')
  return lines.map((line) => {
    const [method = '', path = '', operationId = '', tag = '', tier = ''] = line.split('\t')
    return { method, path, operationId, tag, tier }
  })
}
