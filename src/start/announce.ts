/** What a start says when it is ready: one JSON line for scripts, a few lines for people. */
import { join } from 'node:path'
import type { Bootstrap } from './bootstrap.ts'

export const readyLine = (content: Bootstrap): string => `${JSON.stringify({ event: 'ready', ...content })}\n`

export function readyText(content: Bootstrap, dataDir: string): string {
  const domain = content.tenants[0]?.domain ?? '-'
  const rows: [string, string][] = [
    ...(content.admin.setup_url === null ? [] : [['Create the first administrator', content.admin.setup_url] as [string, string]]),
    ['Domain for your application', domain],
    ['Dashboard host', content.manage_url],
    ['Credentials for the APIs', join(dataDir, 'bootstrap.json')],
    ['Certificate to trust', content.ca_file],
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  return ['', 'Bailiwick is ready.', '', ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`), '', 'Ctrl-C stops it.', ''].join('\n')
}
