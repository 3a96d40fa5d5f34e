/** What the product says when it refuses, and what it writes into a tenant's log: found in the sources, so that nothing said is missing here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventKinds } from '#resources/logs/index.ts'
import { cell, page } from './api.ts'

type Saying = { status: string; code: string; text: string }

/** `problem(404, 'inexistent_user', 'The user does not exist.')`, `new Problem(…)`, `new OAuthError(…)`; texts with parts filled in show them as {…}. */
const shape = (name: string) =>
  new RegExp(`\\b${name}\\(\\s*(\\d{3}),\\s*(?:'([^']*)'|(undefined)),\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\`((?:[^\`\\\\]|\\\\.)*)\`|"((?:[^"\\\\]|\\\\.)*)")`, 'g')

function sayings(root: string, ...names: string[]): Saying[] {
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  const found = sources.flatMap((source) => names.flatMap((name) => [...source.matchAll(shape(name))].map(([, status = '', code = '', , single, template, double]) => ({
    status,
    code,
    text: filledIn(single ?? template ?? double ?? '').replace(/\\(.)/g, '$1'),
  }))))
  const unique = new Map(found.map((saying) => [`${saying.status} ${saying.code} ${saying.text}`, saying]))
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, saying]) => saying)
}

/** `${…}` becomes {…}, however much stands between its braces; what a nested template cut off counts as such a part too. */
function filledIn(text: string): string {
  const start = text.indexOf('${')
  if (start < 0) return text
  let depth = 1
  let end = start + 2
  for (; end < text.length && depth > 0; end += 1) depth += text[end] === '{' ? 1 : text[end] === '}' ? -1 : 0
  return `${text.slice(0, start)}{…}${filledIn(text.slice(end))}`
}

export function errors(root: string): string {
  const table = (list: Saying[]) => list.map(({ status, code, text }) => `| ${status} | ${code ? `\`${code}\`` : ''} | ${cell(text)} |`)
  const management = sayings(root, 'problem', 'Problem')
  const protocol = sayings(root, 'OAuthError')
  if (management.length === 0 || protocol.length === 0) throw new Error('No errors were found in the sources: the shapes that sayings.ts looks for must have changed.')
  return page('Errors', 'Match the status and the code; the sentences are for people and may gain words.', [
    '## Management API', '', 'Body: `{"statusCode", "error", "message", "errorCode"}`; `error` is the reason phrase of the status, `errorCode` is absent where the table shows none.', '',
    '| status | errorCode | message |', '|---|---|---|', ...table(management), '',
    '## Protocol endpoints', '', 'Body: `{"error", "error_description"}` (RFC 6749 section 5.2); at /authorize the same two come back to the application with its `state`.', '',
    '| status | error | error_description |', '|---|---|---|', ...table(protocol),
  ])
}

export function events(root: string): string {
  const kinds = [...eventKinds.values()].sort((a, b) => (a.type < b.type ? -1 : 1))
  const written = new Set(readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => [...readFileSync(join(entry.parentPath, entry.name), 'utf8').matchAll(/\b(?:type|event): '([a-z0-9_]+)'/g)].map(([, type]) => type)))
  return page('Log events', 'The `type` of a tenant\'s log entries (`GET /api/v2/logs`). "Written" says whether this version writes it.', [
    '| type | event | failure | written |', '|---|---|---|---|',
    ...kinds.map(({ type, name, failure }) => `| \`${type}\` | ${cell(name)} | ${failure ? 'yes' : ''} | ${written.has(type) ? 'yes' : ''} |`),
  ])
}
