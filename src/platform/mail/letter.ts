import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Liquid } from 'liquidjs'

/** A message to one person, before its values are filled in: each text is a Liquid template. */
export type LetterText = {
  subject: string
  heading: string
  paragraphs: string[]
  /** What the link is called; needs a `url` among the values. */
  button?: string
  small: string
}

// Two engines: HTML escapes every value, plain text must not.
const html = new Liquid({ outputEscape: 'escape', ownPropertyOnly: true, strictFilters: true })
const plain = new Liquid({ ownPropertyOnly: true, strictFilters: true })
const layout = html.parse(readFileSync(join(import.meta.dirname, 'letter.liquid'), 'utf8'))

/** Fills a letter in, as HTML and as plain text. `sender` stands at the top; `locale` is a BCP 47 tag. */
export function letter(text: LetterText, values: { url?: string | undefined } & Record<string, string | undefined>, look: { sender: string; locale: string }): { subject: string; html: string; text: string } {
  const say = (source: string): string => plain.parseAndRenderSync(source, values) as string
  const said = { heading: say(text.heading), paragraphs: text.paragraphs.map(say), button: text.button && say(text.button), small: say(text.small) }
  return {
    subject: oneLine(say(text.subject)),
    text: [said.heading, ...said.paragraphs, ...(values.url === undefined ? [] : [values.url]), said.small].join('\n\n'),
    html: html.renderSync(layout, { ...said, ...look, url: values.url }) as string,
  }
}

/** White space of any kind becomes one blank: a name must not add lines to a header. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 200)
