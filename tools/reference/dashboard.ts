/** What the dashboard uses of the APIs: found in its sources, where each request names its method and path. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Published } from '#surfaces/openapi/index.ts'
import { cell, page } from './api.ts'

const request = /\.(GET|POST|PUT|PATCH|DELETE)\(\s*'(\/api\/[^']+)'/g

/** Why there is no page, where there is not meant to be one. An operation that a page has come to use must leave this list. */
const reasons: Record<string, string> = {
  'attackProtection.botDetection': 'says that there is none', 'attackProtection.updateBotDetection': 'says that there is none', 'attackProtection.captcha': 'says that there is none', 'attackProtection.updateCaptcha': 'says that there is none',
  'clientGrants.get': 'its list shows the same', 'clientCredentials.get': 'its list shows the same', 'customDomains.get': 'its list shows the same', 'customDomains.getDefault': 'its list shows the same', 'logs.get': 'its list shows the same',
  'refreshTokens.get': 'its list shows the same', 'refreshTokens.list': 'the page of the user lists them', 'sessions.get': 'its list shows the same', 'signingKeys.get': 'its list shows the same', 'tokenExchangeProfiles.get': 'its list shows the same',
  'access-windows.get': 'its list shows the same', 'activity.get': 'its list shows the same', 'backups.get': 'its list shows the same', 'nodes.get': 'its list shows the same', 'persons.get': 'its list shows the same', 'raci.version': 'its list shows the same',
  'clients.connections': 'the connections say for whom they are', 'connections.clients': 'the connections say for whom they are', 'connections.status': 'of connectors, which this build has none of', 'connections.deleteUser': 'a user is deleted on their page',
  'sessions.delete': 'a session is ended with its tokens', 'sessions.update': 'metadata of applications', 'refreshTokens.update': 'metadata of applications', 'refreshTokens.revoke': 'for scripts: many at once', 'userSessions.delete': 'everything is ended at once', 'userRefreshTokens.delete': 'everything is ended at once',
  'grants.deleteOfUser': 'consents are withdrawn one by one', 'usersByEmail.list': 'for SDKs', 'userBlocks.listByIdentifier': 'for SDKs', 'userBlocks.deleteByIdentifier': 'for SDKs', 'jobs.get': 'for SDKs', 'jobs.errors': 'for SDKs', 'emailTemplates.replace': 'for scripts: the page changes parts', 'tenants.create': 'for scripts: people make them in the configuration area',
  'deviceCredentials.list': 'the page of the user lists its tokens', 'deviceCredentials.create': 'called by devices', 'deviceCredentials.delete': 'the page of the user revokes its tokens',
  'consultations.list': 'the next steps show them', 'consultations.thread': 'the task shows it', 'machine.ping': 'for the command line', 'machine.reIp': 'for the command line, before the network stands', 'parties.adoptKey': 'for the command line, where the private key is',
}

export function dashboardUse(root: string, entries: readonly Published[]): string {
  const sources = readdirSync(join(root, 'dashboard', 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  const used = new Set(sources.flatMap((source) => [...source.matchAll(request)].map(([, method, path]) => `${method} ${path}`)))
  const operations = entries.filter(({ operation }) => operation !== undefined)
  const reached = (entry: Published) => used.has(`${entry.method} ${entry.path.replace(/:(\w+)/g, '{$1}')}`)
  const unused = operations.filter((entry) => !reached(entry))
  if (unused.length === operations.length) throw new Error('No page of the dashboard uses any operation: the shape that dashboard.ts looks for must have changed.')
  const settled = Object.keys(reasons).filter((id) => !unused.some((entry) => entry.id === id))
  if (settled.length > 0) throw new Error(`tools/reference/dashboard.ts says why these have no page, but they have one or are gone: ${settled.join(', ')}`)
  const table = (authority: Published['authority']) => {
    const rows = unused.filter((entry) => entry.authority === authority)
    return rows.length === 0 ? ['None.'] : ['| operation | | what it does | without a page because |', '|---|---|---|---|', ...rows.map(({ id, method, path, about }) => `| \`${id}\` | ${method} ${path} | ${cell(about)} | ${reasons[id] ?? 'not yet'} |`)]
  }
  return page('Operations that no page of the dashboard uses yet', `Of ${operations.length} operations the dashboard uses ${operations.length - unused.length}. The others are reached through the API and, where there is a command, through the command line.`, [
    '## Management API', '', ...table('tenant'), '', '## Configuration area', '', ...table('manage'),
  ])
}
