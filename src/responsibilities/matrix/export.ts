/** The matrix for people and programs: Markdown, CSV (RFC 4180), JSON, and one HTML page to print. */
import { groupTitles, type Matrix, type Row } from './matrix.schema.ts'
import { accountableOf, letterText } from './holders.ts'
import { gates, type GateId } from './gates.ts'

export const exportFormats = ['markdown', 'csv', 'json', 'html'] as const
export type ExportFormat = (typeof exportFormats)[number]

export type Labels = { provider: string; subscriber: string; version: number; inForceSince?: string | undefined }

const cell = (row: Row, party: 'provider' | 'subscriber'): string => {
  const written = row[party].map(letterText)
  const assumed = accountableOf(row).some((holder) => holder.assumed && holder.party === party)
  return [...written, ...(assumed ? ['A (assumed)'] : [])].join(', ')
}
const conditions = (row: Row): string => row.gates.map(({ gate }) => gates[gate as GateId]?.title ?? gate).join(' ')
const grouped = (matrix: Matrix) => Object.entries(groupTitles).map(([group, title]) => ({ title, rows: matrix.filter((row) => row.group === group) })).filter(({ rows }) => rows.length > 0)

export function exportMatrix(matrix: Matrix, format: ExportFormat, labels: Labels): { type: string; name: string; text: string } {
  const name = `responsibilities-v${labels.version}`
  if (format === 'json') return { type: 'application/json', name: `${name}.json`, text: `${JSON.stringify({ version: labels.version, parties: { provider: labels.provider, subscriber: labels.subscriber }, rows: matrix }, null, 2)}\n` }
  if (format === 'csv') return { type: 'text/csv; charset=utf-8', name: `${name}.csv`, text: asCsv(matrix, labels) }
  if (format === 'html') return { type: 'text/html; charset=utf-8', name: `${name}.html`, text: asPage(matrix, labels) }
  return { type: 'text/markdown; charset=utf-8', name: `${name}.md`, text: asMarkdown(matrix, labels) }
}

export function asMarkdown(matrix: Matrix, labels: Labels): string {
  const plain = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  return grouped(matrix).map(({ title, rows }) => [
    `## ${title}`, '',
    `| row | task | ${plain(labels.provider)} | ${plain(labels.subscriber)} | notes | gates |`, '|---|---|---|---|---|---|',
    ...rows.map((row) => `| \`${row.id}\` | ${[row.title, cell(row, 'provider'), cell(row, 'subscriber'), row.notes, conditions(row)].map(plain).join(' | ')} |`),
    '',
  ].join('\n')).join('\n')
}

/** A cell that a spreadsheet would take for a formula is made text by a leading apostrophe. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function asCsv(matrix: Matrix, labels: Labels): string {
  const lines = [
    ['row', 'group', 'task', labels.provider, labels.subscriber, 'notes', 'gates'],
    ...matrix.map((row) => [row.id, row.group, row.title, cell(row, 'provider'), cell(row, 'subscriber'), row.notes, row.gates.map(({ gate }) => gate).join(' ')]),
  ]
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('')
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const style = `body{font:14px/1.45 system-ui,sans-serif;margin:2rem;color:#1a1a1a}table{border-collapse:collapse;width:100%;margin-bottom:2rem}
th,td{border:1px solid #999;padding:.4rem .5rem;text-align:left;vertical-align:top}th{background:#f0f0f0}caption{text-align:left;font-weight:600;padding:.5rem 0}
tr{break-inside:avoid}@media print{body{margin:0;font-size:11px}}`

function asPage(matrix: Matrix, labels: Labels): string {
  const tables = grouped(matrix).map(({ title, rows }) => `<table><caption>${escape(title)}</caption>
<thead><tr><th scope="col">Task</th><th scope="col">${escape(labels.provider)}</th><th scope="col">${escape(labels.subscriber)}</th><th scope="col">Notes</th></tr></thead>
<tbody>${rows.map((row) => `<tr><th scope="row">${escape(row.title)}</th><td>${escape(cell(row, 'provider'))}</td><td>${escape(cell(row, 'subscriber'))}</td><td>${escape(row.notes)}</td></tr>`).join('\n')}</tbody></table>`)
  const since = labels.inForceSince ? `, in force since ${escape(labels.inForceSince)}` : ''
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Responsibilities, version ${labels.version}</title><style>${style}</style></head>
<body><h1>Responsibilities</h1><p>Version ${labels.version}${since}. R does it, A answers for it, C is asked, I is told.</p>
${tables.join('\n')}
</body></html>
`
}
