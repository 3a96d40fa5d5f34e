/**
 * Letters that a tenant wrote itself, as Liquid. Strangers to this code wrote them, so they reach nothing but their values: no files, no other
 * templates, no time or memory without end; and a value that comes from a person is escaped in HTML and cannot add lines to a header.
 */
import { Liquid } from 'liquidjs'
import { oneLine } from './letter.ts'
import type { Mailbox } from './mailer.ts'

/** Characters, milliseconds, and roughly the number of things allocated. */
const limits = { parseLimit: 200_000, renderLimit: 300, memoryLimit: 2_000_000 }
const common = { ownPropertyOnly: true, templates: {}, ...limits }
const html = new Liquid({ ...common, outputEscape: 'escape' })
const plain = new Liquid(common)

export type OwnLetter = { subject: string; body: string; from?: string | undefined }
export type OwnValues = Record<string, unknown>

/** The sentence that says what is wrong with a template; undefined when it can be used. */
export function templateFault(source: string): string | undefined {
  try {
    plain.parse(source)
    return undefined
  } catch (error) {
    return error instanceof Error ? oneLine(error.message) : 'It cannot be read'
  }
}

/** @throws when a template runs into its limits. */
export function ownLetter(letter: OwnLetter, values: OwnValues): { subject: string; html: string; text: string; from?: Mailbox } {
  const body = html.parseAndRenderSync(letter.body, values) as string
  const from = letter.from === undefined ? undefined : mailbox(oneLine(plainly(letter.from, values)))
  return { subject: oneLine(plainly(letter.subject, values)), html: body, text: textOf(body), ...(from && { from }) }
}

/** One line of text, for addresses and URLs. */
export const plainly = (source: string, values: OwnValues): string => plain.parseAndRenderSync(source, values) as string

function mailbox(text: string): Mailbox | undefined {
  const [, name, address = text] = /^(.*)<([^<>]*)>$/.exec(text) ?? []
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(address.trim())) return undefined
  return { address: address.trim(), ...(name?.trim() ? { name: name.trim().replace(/^"(.*)"$/, '$1') } : {}) }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#34': '"', nbsp: ' ' }

/** What a reader without HTML sees: the text, and behind each link its address. Every step takes time in proportion to the text, whatever it holds. */
const textOf = (body: string): string =>
  ['style', 'script', 'head', 'title'].reduce(without, body)
    .replace(/<a\b[^<>]*?\bhref\s{0,9}=\s{0,9}["']([^"'<>]{0,2000})["'][^<>]*>([^<>]{0,500})<\/a\s{0,9}>/gi, (_, href: string, label: string) => (label.includes(href) ? label : `${label} (${href})`))
    .replace(/<(?:br|\/p|\/div|\/h\d|\/tr|\/li)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#?\w{1,9});/g, (whole, name: string) => entities[name] ?? whole)
    .split('\n')
    .map((each) => each.replace(/[ \t]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** The text without elements of that name and what is in them. */
function without(body: string, name: string): string {
  const lower = body.toLowerCase()
  let kept = ''
  let at = 0
  for (;;) {
    const start = lower.indexOf(`<${name}`, at)
    if (start < 0) return kept + body.slice(at)
    const end = lower.indexOf(`</${name}`, start)
    kept += body.slice(at, start)
    if (end < 0) return kept
    at = end
  }
}
