/** The page that a reader opens first: what looks wrong, and where to read on. */
import type { Found } from '../doctor/index.ts'

const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const rank = { urgent: 0, high: 1, normal: 2 } as const

export function summaryPage({ found, errors, build, when }: { found: readonly Found[]; errors: readonly Record<string, unknown>[]; build: string; when: Date }): string {
  const wrong = found.filter(({ state }) => state === 'unwell').sort((a, b) => rank[a.severity] - rank[b.severity])
  const rows = wrong.map(({ severity, title, sentence, remedy }) => `<tr><td>${severity}</td><td>${escape(title)}</td><td>${escape(sentence)}<br><small>${escape(remedy)}</small></td></tr>`).join('\n')
  const counted = new Map<string, number>()
  for (const { message } of errors) counted.set(String(message), (counted.get(String(message)) ?? 0) + 1)
  const frequent = [...counted].sort((a, b) => b[1] - a[1]).slice(0, 20).map(([message, count]) => `<tr><td>${count}</td><td>${escape(message)}</td></tr>`).join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Diagnostics</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td{vertical-align:top;padding:.25rem .75rem .25rem 0}</style></head>
<body><h1>${wrong.length === 0 ? 'Nothing looks wrong' : `${wrong.length} things look wrong`}</h1>
<p>Build ${escape(build)}, ${when.toISOString()}. ${found.length} checks; ${found.filter(({ state }) => state === 'left out').length} had nothing to look at.</p>
${wrong.length > 0 ? `<table>${rows}</table>` : ''}
<h2>Errors in the log</h2>${counted.size > 0 ? `<table>${frequent}</table>` : '<p>None.</p>'}
<h2>Where to read on</h2><ul><li>health: checks, samples of a day, alerts, nodes</li><li>logs: of the appliance and the database, errors, events by type</li><li>configuration: settings (texts only as set or not)</li><li>database: tables, activity, parameters</li><li>jobs, versions</li></ul>
<p>Only words that the product itself says, numbers and times are in this package; anything else was replaced by […].</p></body></html>
`
}
